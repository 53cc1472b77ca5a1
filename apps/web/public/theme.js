// Runs before the first paint: the remembered colour theme, without a flash of the other one.
try {
  const theme = localStorage.getItem('convene.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is refused: the system's preference counts.
}
