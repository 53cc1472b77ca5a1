import { Store } from '../../ui/Store.ts';
import { readBrowser, writeBrowser } from '../storage.ts';

const KEY = 'convene.pushToTalk';

/** Whether holding Space lets a muted person speak; remembered in this browser. */
export class PushToTalkWish extends Store<boolean> {
  constructor() {
    super(readBrowser(KEY) !== 'off');
  }

  override set(wanted: boolean): void {
    super.set(wanted);
    writeBrowser(KEY, wanted ? undefined : 'off');
  }
}
