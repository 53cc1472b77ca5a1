export const effects = {
  noise: 'Strong noise suppression',
  noiseText: 'Takes out typing, dogs and the street as well. It needs some computing power.',
  blur: 'Blur background',
  blurText: 'Others see you, not your room.',
  cannot: 'This browser cannot do that.',
  cannotBlur: 'This browser cannot do that. Chrome and Edge can.',
};
