// @ts-check

const ESC = '\u001B';
const ENTER = `${ESC}[?1049h${ESC}[?25l`;
const LEAVE = `${ESC}[?25h${ESC}[?1049l`;
const HOME = `${ESC}[H`;
const CLEAR_LINE = `${ESC}[K`;
const CLEAR_BELOW = `${ESC}[J`;
const BOLD = `${ESC}[1m`;
const DIM = `${ESC}[2m`;
const PLAIN = `${ESC}[0m`;

const FOOTER = 'q ends, the arrows scroll';

/** The terminal as one page that is drawn over itself, so that nothing flickers; it is left as it was found. */
export class Screen {
  #input;
  #output;
  #onQuit;
  /** @type {readonly string[]} */
  #lines = [];
  #top = 0;
  #closed = false;

  /** @param {{ input: NodeJS.ReadStream, output: NodeJS.WriteStream, onQuit: () => void }} options */
  constructor({ input, output, onQuit }) {
    this.#input = input;
    this.#output = output;
    this.#onQuit = onQuit;
    output.write(ENTER);
    output.on('resize', this.#draw);
    if (input.isTTY) {
      input.setRawMode(true);
      input.on('data', this.#press);
    }
  }

  /** @param {readonly string[]} lines */
  show(lines) {
    this.#lines = lines;
    this.#draw();
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#output.off('resize', this.#draw);
    this.#input.off('data', this.#press);
    if (this.#input.isTTY) this.#input.setRawMode(false);
    this.#input.pause();
    this.#output.write(LEAVE);
  }

  #press = (/** @type {Buffer} */ bytes) => {
    const key = bytes.toString();
    const page = this.#height;
    // Ctrl-C comes as a key while the terminal is raw.
    if (key === 'q' || key === 'Q' || key === '\u0003') this.#onQuit();
    else if (key === `${ESC}[A`) this.#scroll(-1);
    else if (key === `${ESC}[B`) this.#scroll(1);
    else if (key === `${ESC}[5~`) this.#scroll(-page);
    else if (key === `${ESC}[6~`) this.#scroll(page);
  };

  /** Lines of the page; one is the footer's. */
  get #height() {
    return Math.max(1, this.#output.rows - 1);
  }

  /** @param {number} by */
  #scroll(by) {
    this.#top += by;
    this.#draw();
  }

  #draw = () => {
    if (this.#closed) return;
    const { columns } = this.#output;
    this.#top = Math.max(0, Math.min(this.#top, this.#lines.length - this.#height));
    const page = this.#lines.slice(this.#top, this.#top + this.#height).map((line) => {
      const cut = line.slice(0, columns);
      return /^[A-Z]/.test(cut) ? `${BOLD}${cut}${PLAIN}` : cut;
    });
    const body = page.map((line) => `${line}${CLEAR_LINE}\r\n`).join('');
    this.#output.write(`${HOME}${body}${CLEAR_BELOW}${DIM}${FOOTER.slice(0, columns)}${PLAIN}`);
  };
}
