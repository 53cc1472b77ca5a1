import type { RoomState } from '@convene/protocol';

/** What all in the meeting share: one versioned document (DESIGN §4). An older version says nothing new. */
export class SharedState {
  #state: RoomState = { locked: false, waitingRoom: false, pinned: null, hands: {} };
  #version = 0;

  get current(): { readonly state: RoomState; readonly stateVersion: number } {
    return { state: this.#state, stateVersion: this.#version };
  }

  /** Answers whether it is news. */
  learn(state: RoomState, version: number): boolean {
    if (version <= this.#version) return false;
    this.#state = state;
    this.#version = version;
    return true;
  }
}
