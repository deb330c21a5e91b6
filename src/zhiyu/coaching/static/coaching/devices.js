// Camera and microphone: what there is of them, and in which words they are not there.

const SOUND = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const PICTURE = { width: { ideal: 1280 }, height: { ideal: 720 }, facingMode: "user" };

export const tracks = { audio: null, video: null };

// The camera that was turned to last: it is the one that comes back after the picture was off.
let chosen = "";

function ask(wanted) {
  return navigator.mediaDevices.getUserMedia(wanted);
}

const why = ({ name }) =>
  ({ NotAllowedError: "denied", SecurityError: "denied", NotReadableError: "busy", AbortError: "busy" })[name] ?? "none";

// The word for what is missing; empty when all that was wanted is there.
export async function open({ picture }) {
  if (!navigator.mediaDevices?.getUserMedia) return window.isSecureContext ? "none" : "plain";
  stop();
  try {
    take(await ask({ audio: SOUND, video: picture && PICTURE }));
    return "";
  } catch (refused) {
    if (!picture) return why(refused);
    try {
      take(await ask({ audio: SOUND }));
      return "audio";
    } catch {
      try {
        take(await ask({ video: PICTURE }));
        return "";
      } catch {
        return why(refused);
      }
    }
  }
}

function take(stream) {
  for (const track of stream.getTracks()) {
    tracks[track.kind]?.stop(); // asked for twice in haste: one of the two would stay on for ever
    tracks[track.kind] = track;
  }
}

// A camera that is off is off: its light too.
export function close(kind) {
  tracks[kind]?.stop();
  tracks[kind] = null;
}

export function stop() {
  close("audio");
  close("video");
}

export async function camera() {
  try {
    take(await (chosen ? see(chosen).catch(() => ask({ video: PICTURE })) : ask({ video: PICTURE })));
    return "";
  } catch (refused) {
    return why(refused);
  }
}

const see = (deviceId) => ask({ video: { ...PICTURE, facingMode: undefined, deviceId: { exact: deviceId } } });

const cameras = async () =>
  (await (navigator.mediaDevices?.enumerateDevices?.() ?? [])).filter(({ kind }) => kind === "videoinput");

export const severalCameras = async () => (await cameras()).length > 1;

// Phones open one camera at a time, so the one before is closed first.
export async function turn() {
  const known = await cameras();
  const { deviceId } = tracks.video?.getSettings() ?? {};
  const next = known[(known.findIndex((one) => one.deviceId === deviceId) + 1) % known.length];
  close("video");
  take(await see(next.deviceId));
  chosen = next.deviceId;
}

export const looksAway = () => tracks.video?.getSettings().facingMode === "environment";
