import type { FindingCode } from '../../model/finding-code.ts';
import type { Explanation } from '../explanation.ts';

/** Explanations of some findings. */
export type FindingExplanations = { readonly [code in FindingCode]?: Explanation };
