/** Mean digital numbers of an area, 0–255. */
export interface MeanColour {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

/** Greenness of an area by its mean colour; NaN where a denominator is 0. */
export interface Indices {
  readonly gcc: number;
  readonly gli: number;
  readonly exg: number;
  readonly exgr: number;
  readonly vari: number;
}

/**
 * The indices of the area's mean DN, never the mean of pixels' indices: dark pixels would weigh as much as bright ones
 * (0.45985 instead of 0.43026 on the reference image of PhenoCam).
 *
 * - GCC = G/(R+G+B): Richardson et al. 2007, doi 10.1007/s00442-006-0657-z.
 * - GLI = (2G−R−B)/(2G+R+B): Louhaichi et al. 2001, doi 10.1080/10106040108542184.
 * - ExG = 2g−r−b: Woebbecke et al. 1995, doi 10.13031/2013.27838; r, g, b are shares of R+G+B.
 * - ExGR = ExG − (1.4r−g): Meyer and Neto 2008, doi 10.1016/j.compag.2008.03.009.
 * - VARI = (G−R)/(G+R−B): Gitelson et al. 2002, doi 10.1016/S0034-4257(01)00289-9.
 */
export function indicesOf({ red, green, blue }: MeanColour): Indices {
  const sum = red + green + blue;
  const [r, g, b] = [red / sum, green / sum, blue / sum];
  const exg = 2 * g - r - b;
  return {
    gcc: g,
    gli: (2 * green - red - blue) / (2 * green + red + blue),
    exg,
    exgr: exg - (1.4 * r - g),
    vari: (green - red) / (green + red - blue),
  };
}
