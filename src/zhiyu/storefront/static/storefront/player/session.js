// The lock screen and headphone buttons of the phone (Media Session).

export function announce(media, { title, course, school, poster, toggle, seek, next }) {
  if (!("mediaSession" in navigator)) return;
  const session = navigator.mediaSession;
  const artwork = poster ? [{ src: new URL(poster, location.href).href }] : [];
  session.metadata = new MediaMetadata({ title, artist: school, album: course, artwork });
  const actions = {
    play: toggle,
    pause: toggle,
    seekbackward: (details) => seek(media.currentTime - (details.seekOffset ?? 15)),
    seekforward: (details) => seek(media.currentTime + (details.seekOffset ?? 15)),
    seekto: (details) => seek(details.seekTime),
    nexttrack: next ? () => location.assign(next) : null,
  };
  for (const [name, act] of Object.entries(actions)) {
    try {
      session.setActionHandler(name, act);
    } catch {
      // An action this browser does not know.
    }
  }
  const place = () => {
    if (!Number.isFinite(media.duration) || !session.setPositionState) return;
    const position = Math.min(media.currentTime, media.duration);
    session.setPositionState({ duration: media.duration, playbackRate: media.playbackRate, position });
  };
  for (const name of ["loadedmetadata", "seeked", "ratechange", "play"]) media.addEventListener(name, place);
}
