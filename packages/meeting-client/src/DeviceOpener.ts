import { failureCause } from './failureCause.ts';
import { type InputKind, permissionOf } from './permissions.ts';

type Question = {
  readonly constraints: MediaTrackConstraints;
  readonly answer: PromiseWithResolvers<MediaStreamTrack>;
};

/** Asks the browser for tracks: for both of them in one question, where a person is to be asked for permission. */
export class DeviceOpener {
  readonly #mediaDevices: MediaDevices;
  #waiting: { readonly [K in InputKind]?: Question } = {};
  /** The person has allowed something on this page: a second question costs no second prompt. */
  #allowed = false;

  constructor(mediaDevices: MediaDevices) {
    this.#mediaDevices = mediaDevices;
  }

  /** @throws DOMException of `getUserMedia` */
  open(kind: InputKind, constraints: MediaTrackConstraints): Promise<MediaStreamTrack> {
    if (this.#allowed || this.#waiting[kind] !== undefined) return this.#openOne(kind, constraints);
    const answer = Promise.withResolvers<MediaStreamTrack>();
    const first = Object.keys(this.#waiting).length === 0;
    this.#waiting = { ...this.#waiting, [kind]: { constraints, answer } };
    // The lobby starts both in one go.
    if (first) queueMicrotask(() => void this.#askAtOnce());
    return answer.promise;
  }

  async #askAtOnce(): Promise<void> {
    const { camera, microphone } = this.#waiting;
    this.#waiting = {};
    if (camera !== undefined && microphone !== undefined && (await this.#openBoth(camera, microphone)))
      return;
    for (const [kind, question] of [
      ['camera', camera],
      ['microphone', microphone],
    ] as const) {
      if (question === undefined) continue;
      this.#openOne(kind, question.constraints).then(question.answer.resolve, question.answer.reject);
    }
  }

  /** Answers false when each of the two is to be asked for alone: one of them may well be there. */
  async #openBoth(camera: Question, microphone: Question): Promise<boolean> {
    try {
      const stream = await this.#mediaDevices.getUserMedia({
        video: camera.constraints,
        audio: microphone.constraints,
      });
      this.#allowed = true;
      const tracks = stream.getTracks();
      settle(
        camera,
        tracks.find(({ kind }) => kind === 'video'),
      );
      settle(
        microphone,
        tracks.find(({ kind }) => kind === 'audio'),
      );
      return true;
    } catch (error) {
      if (failureCause(error) !== 'denied') return false;
      // A second prompt after a "no" would be rude; the browser says no to one of them only when it is asked alone.
      if (await this.#mayAskAlone()) return false;
      camera.answer.reject(error);
      microphone.answer.reject(error);
      return true;
    }
  }

  /** Where one of the two was refused for good, the other can still be had. */
  async #mayAskAlone(): Promise<boolean> {
    const states = await Promise.all([permissionOf('camera'), permissionOf('microphone')]);
    return states.includes('granted') || states.filter((state) => state === 'denied').length === 1;
  }

  async #openOne(kind: InputKind, constraints: MediaTrackConstraints): Promise<MediaStreamTrack> {
    const stream = await this.#mediaDevices.getUserMedia(
      kind === 'camera' ? { video: constraints } : { audio: constraints },
    );
    this.#allowed = true;
    const track = stream.getTracks()[0];
    if (track === undefined) throw noTrack();
    return track;
  }
}

function settle({ answer }: Question, track: MediaStreamTrack | undefined): void {
  if (track === undefined) answer.reject(noTrack());
  else answer.resolve(track);
}

const noTrack = () => new DOMException('no track', 'NotFoundError');
