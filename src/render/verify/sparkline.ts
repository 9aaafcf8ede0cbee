const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const NOTHING = '.';

/**
 * Draws amounts as bars of at most `columns` characters. Neighboring amounts are added up if there are more. A point is
 * nothing at all, so that it differs from little.
 */
export function sparkline(amounts: readonly number[], columns: number): string {
  const size = Math.max(1, Math.ceil(amounts.length / columns));
  const sums = Array.from({ length: Math.ceil(amounts.length / size) }, (_, index) =>
    amounts.slice(index * size, (index + 1) * size).reduce((sum, amount) => sum + amount, 0),
  );
  const most = Math.max(...sums);
  return sums
    .map((sum) => (sum === 0 ? NOTHING : (BARS[Math.ceil((sum / most) * BARS.length) - 1] ?? BARS[0])))
    .join('');
}
