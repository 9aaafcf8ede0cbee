const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const NOTHING = '.';

/**
 * Draws amounts as bars of at most `columns` characters. If there are more amounts, each bar is the mean of neighboring
 * ones. A point is nothing at all, so that it differs from little.
 */
export function sparkline(amounts: readonly number[], columns: number): string {
  const size = Math.max(1, Math.ceil(amounts.length / columns));
  const means = Array.from({ length: Math.ceil(amounts.length / size) }, (_, index) => {
    const part = amounts.slice(index * size, (index + 1) * size);
    return part.reduce((sum, amount) => sum + amount, 0) / part.length;
  });
  const most = Math.max(...means);
  return means
    .map((mean) => (mean === 0 ? NOTHING : (BARS[Math.ceil((mean / most) * BARS.length) - 1] ?? BARS[0])))
    .join('');
}
