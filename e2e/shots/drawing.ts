/** A picture in planar YUV 4:2:0. */
export type Drawing = { readonly width: number; readonly height: number; readonly data: Buffer };

type Colour = readonly [red: number, green: number, blue: number];
/** The colour at a place, in parts of the height from the middle of the picture. */
type Paint = (x: number, y: number) => Colour;

function hsl(hue: number, saturation: number, lightness: number): Colour {
  const chroma = saturation * Math.min(lightness, 1 - lightness);
  const channel = (n: number) => {
    const k = (n + hue / 30) % 12;
    return 255 * (lightness - chroma * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
  };
  return [channel(0), channel(8), channel(4)];
}

const luma = ([r, g, b]: Colour) => 16 + (65.738 * r + 129.057 * g + 25.064 * b) / 256;
const blueness = ([r, g, b]: Colour) => 128 + (-37.945 * r - 74.494 * g + 112.439 * b) / 256;
const redness = ([r, g, b]: Colour) => 128 + (112.439 * r - 94.154 * g - 18.285 * b) / 256;

function draw(width: number, height: number, paint: Paint): Drawing {
  const half = (width * height) / 4;
  const data = Buffer.alloc(width * height + 2 * half);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const colour = paint((column - width / 2) / height, row / height - 0.5);
      data[row * width + column] = luma(colour);
      if (row % 2 !== 0 || column % 2 !== 0) continue;
      const at = width * height + ((row / 2) * width) / 2 + column / 2;
      data[at] = blueness(colour);
      data[at + half] = redness(colour);
    }
  }
  return { width, height, data };
}

const inEllipse = (x: number, y: number, [cx, cy, rx, ry]: readonly [number, number, number, number]) =>
  ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 < 1;

/** Somebody before a wall, in colours of their own. */
export function portrait(index: number, height: number): Drawing {
  const hue = (index * 137.5) % 360;
  const skin = hsl(25, 0.45, 0.4 + ((index * 7) % 5) * 0.09);
  const hair = hsl(25 + ((index * 11) % 20), 0.35, 0.1 + ((index * 3) % 4) * 0.1);
  const shirt = hsl((hue + 150) % 360, 0.45, 0.45);
  const lean = (((index * 5) % 7) - 3) * 0.015;
  return draw((height * 16) / 9, height, (x, y) => {
    const left = x - lean;
    if (inEllipse(left, y, [-0.055, -0.02, 0.012, 0.016]) || inEllipse(left, y, [0.055, -0.02, 0.012, 0.016]))
      return hsl(25, 0.3, 0.08);
    if (inEllipse(left, y, [0, 0.085, 0.045, 0.012])) return hsl(5, 0.5, 0.4);
    if (inEllipse(left, y, [0, 0, 0.125, 0.165]) && y > -0.09) return skin;
    if (inEllipse(left, y, [0, -0.045, 0.145, 0.165])) return hair;
    if (inEllipse(left, y, [0, 0.17, 0.05, 0.09])) return skin;
    if (inEllipse(left, y, [0, 0.52, 0.34, 0.32])) return shirt;
    return hsl(hue, 0.32, 0.58 - y * 0.25 - Math.abs(x) * 0.12);
  });
}

const BAR: Colour = [88, 101, 242];
const PAPER: Colour = [252, 252, 253];
const INK: Colour = [38, 42, 56];

/** A page with a heading and lines of text, as a shared screen has it. */
export function slide(height: number): Drawing {
  return draw((height * 16) / 9, height, (x, y) => {
    if (y < -0.44) return [226, 229, 236];
    if (x < -0.62) return [240, 242, 247];
    if (y > -0.34 && y < -0.26 && x > -0.5 && x < 0.12) return INK;
    const line = Math.floor((y + 0.18) / 0.06);
    const isLine = line >= 0 && line < 5 && (y + 0.18) % 0.06 < 0.022;
    if (isLine && x > -0.5 && x < 0.1 - ((line * 3) % 4) * 0.06) return [130, 137, 155];
    const column = Math.floor((x - 0.25) / 0.1);
    const isBar = column >= 0 && column < 5 && (x - 0.25) % 0.1 < 0.07;
    if (isBar && y < 0.3 && y > 0.3 - 0.12 * (1 + ((column * 2) % 5))) return BAR;
    return PAPER;
  });
}
