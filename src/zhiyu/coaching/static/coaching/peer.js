// One connection to one page of the other side, by the pattern of "perfect negotiation": both may offer at any time;
// where two offers cross, the polite side takes its own back. The host's side lays the two lines, sound and picture,
// so that the first offer is always one; the learner's side puts its tracks on them.

const PATIENCE = 3000;

export class Peer {
  #making = false;
  #ignoring = false;
  #send;
  #tracks;
  #lines = {};
  #due = 0;
  #over = false;

  constructor({ servers, polite, tracks, send, heard, changed }) {
    this.polite = polite;
    this.since = Date.now();
    this.remote = new MediaStream();
    this.#send = send;
    this.#tracks = { ...tracks };
    this.pc = new RTCPeerConnection({ iceServers: servers });
    this.pc.addEventListener("track", ({ track }) => {
      this.remote.addTrack(track);
      heard(this.remote);
    });
    this.pc.addEventListener("icecandidate", ({ candidate }) => candidate && send("candidates", [candidate.toJSON()]));
    this.pc.addEventListener("negotiationneeded", () => this.#offer());
    this.pc.addEventListener("iceconnectionstatechange", () => this.#look());
    this.pc.addEventListener("connectionstatechange", () => this.#over || changed(this.pc.connectionState));
    if (!polite) for (const kind of ["audio", "video"]) this.#line(this.pc.addTransceiver(kind, { direction: "sendrecv" }));
  }

  get connected() {
    return this.pc.connectionState === "connected";
  }

  // A new track, or none, in the place of the one before: nothing is negotiated for it.
  async put(kind, track) {
    this.#tracks[kind] = track;
    await this.#lines[kind]?.sender.replaceTrack(track).catch(() => {});
  }

  #line(transceiver) {
    const { kind } = transceiver.receiver.track;
    this.#lines[kind] = transceiver;
    transceiver.direction = "sendrecv";
    return transceiver.sender.replaceTrack(this.#tracks[kind] ?? null);
  }

  async #offer() {
    try {
      this.#making = true;
      await this.pc.setLocalDescription();
      if (!this.#over) this.#send("description", this.pc.localDescription.toJSON());
    } catch (error) {
      if (!this.#over) console.warn("no offer", error);
    } finally {
      this.#making = false;
    }
  }

  async hear(kind, said) {
    try {
      if (kind === "description") await this.#describe(said);
      else for (const candidate of said) await this.pc.addIceCandidate(candidate);
    } catch (error) {
      if (!this.#ignoring && !this.#over) console.warn("a signal that does not fit", error);
    }
  }

  async #describe(description) {
    const crossed = description.type === "offer" && (this.#making || this.pc.signalingState !== "stable");
    this.#ignoring = !this.polite && crossed;
    if (this.#ignoring) return;
    await this.pc.setRemoteDescription(description);
    if (description.type !== "offer") return;
    if (this.polite) await Promise.all(this.pc.getTransceivers().map((one) => this.#line(one)));
    await this.pc.setLocalDescription();
    this.#send("description", this.pc.localDescription.toJSON());
  }

  // On another network the way between the two is another: both look for it anew, while what still comes goes on.
  // An offer whose answer was lost on the way is said again.
  restart() {
    if (this.pc.signalingState === "have-local-offer") this.#send("description", this.pc.localDescription.toJSON());
    else this.pc.restartIce();
  }

  #look() {
    clearTimeout(this.#due);
    const { iceConnectionState: state } = this.pc;
    if (state === "failed") this.restart();
    else if (state === "disconnected") this.#due = setTimeout(() => this.#over || this.restart(), PATIENCE);
  }

  close() {
    this.#over = true;
    clearTimeout(this.#due);
    this.pc.close();
  }
}
