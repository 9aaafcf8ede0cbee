import { isScalar, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Json } from '../../model/json.ts';
import { inlineText, itemText, memberText } from '../write.ts';

/** A replacement of a range of text; offsets in UTF-16 units. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** An item of a list after an edit: an existing one, by its index, or a new one. */
export type EditedItem = { readonly kept: number } | { readonly value: Json };

export type Member = Pair<Node, Node | null>;
export type Block = YAMLMap<Node, Node | null>;

/** The reason why an edit cannot be made without changing something else. */
export class EditRefused extends Error {
  override readonly name = 'EditRefused';
}

const ONE_ON_EACH_LINE = 'write one item on each line, with a dash, and run this again';

/** Creates splices for one text. Each splice writes one member or list, and nothing next to it. */
export class Splices {
  readonly #source: string;
  readonly #eol: string;

  constructor(source: string) {
    this.#source = source;
    this.#eol = source.includes('\r\n') ? '\r\n' : '\n';
  }

  /** Replaces a value. A block of several lines is replaced only if it contains no comment. */
  replaceValue(member: Member, value: Json): Splice {
    const { key, value: old } = member;
    const colon = this.#colon(member);
    const end = this.#memberEnd(member);
    const start = old && rangeOf(old)[0] < end ? Math.max(colon, rangeOf(old)[0]) : colon;
    const isBelow = this.#source.slice(colon, start).includes('\n');
    const replaced = this.#source.slice(isBelow ? colon : start, end);
    if (replaced.includes('\n') && /(^|\s)#/.test(replaced)) {
      throw new EditRefused(`the comments in ${String(key)} would be lost`);
    }
    const text = inlineText(value);
    return isBelow || start === colon ? { start: colon, end, text: ` ${text}` } : { start, end, text };
  }

  /** @param after the new member follows the last of these members that exists. Default: the last member */
  addMember(block: Block, name: string, value: Json, after: readonly string[] = []): Splice {
    const [first] = block.items;
    const isNamed = ({ key }: Member) => isScalar(key) && after.includes(String(key.value));
    const last = block.items.findLast(isNamed) ?? block.items.at(-1);
    if (!first || !last) {
      const [start, end] = rangeOf(block);
      return { start, end, text: inlineText({ [name]: value }) };
    }
    const end = this.#memberEnd(last);
    if (block.flow) return { start: end, end, text: `, ${name}: ${inlineText(value)}` };
    const indent = this.#before(rangeOf(first.key)[0]).length;
    const at = this.#lineEnd(end);
    const text = `\n${memberText(name, value, indent)}`.replaceAll('\n', this.#eol);
    return { start: at, end: at, text };
  }

  removeMember(block: Block, member: Member): Splice {
    const start = rangeOf(member.key)[0];
    const end = this.#memberEnd(member);
    if (!block.flow) {
      if (this.#before(start).trim() !== '') {
        throw new EditRefused(`${String(member.key)} begins an item of a list`);
      }
      return { start: this.#lineStart(start), end: this.#afterLine(end), text: '' };
    }
    const index = block.items.indexOf(member);
    const next = block.items[index + 1];
    if (next) return { start, end: rangeOf(next.key)[0], text: '' };
    const previous = block.items[index - 1];
    return { start: previous ? this.#memberEnd(previous) : start, end, text: '' };
  }

  flowList(list: YAMLSeq<Node>, items: readonly EditedItem[], name: string): Splice {
    const [start, end] = rangeOf(list);
    if (/\s#/.test(this.#source.slice(start, end))) {
      throw new EditRefused(`the comments in ${name} would be lost; ${ONE_ON_EACH_LINE}`);
    }
    const written = items.map((item) => {
      if ('value' in item) return inlineText(item.value);
      const [from, to] = rangeOf(itemAt(list, item.kept));
      return this.#source.slice(from, to);
    });
    return { start, end, text: `[${written.join(', ')}]` };
  }

  /** Comment lines before a removed item stay, because they may also be about the items after it. */
  blockList(list: YAMLSeq<Node>, items: readonly EditedItem[], name: string): Splice {
    const margin = this.#before(rangeOf(list)[0]);
    const spans = this.#itemSpans(list);
    const last = spans.at(-1);
    if (!spans[0] || !last || margin.trim() !== '') {
      throw new EditRefused(`${name} is not written in lines of its own; ${ONE_ON_EACH_LINE}`);
    }
    const [from, to] = [spans[0].start, last.end];
    const kept = items.flatMap((item) => ('kept' in item ? [item.kept] : []));
    const comment = (index: number) => this.#source.slice(spans[index - 1]?.end ?? from, spans[index]?.start);
    const line = (index: number) => {
      const text = this.#source.slice(spans[index]?.start, spans[index]?.end);
      return text.endsWith('\n') ? text : text + this.#eol;
    };
    const stays = new Set(kept);
    const added = (item: EditedItem) =>
      'value' in item ? [`${itemText(item.value, margin.length)}\n`.replaceAll('\n', this.#eol)] : [];
    const inPlace = spans.map((_, index) => comment(index) + (stays.has(index) ? line(index) : ''));
    const moved = items.flatMap((item) =>
      'kept' in item ? [comment(item.kept) + line(item.kept)] : added(item),
    );
    const left = spans.flatMap((_, index) => (stays.has(index) ? [] : [comment(index)]));
    const written = isAppended(items) ? [...inPlace, ...items.flatMap(added)] : [...left, ...moved];
    const text = written.join('');
    return { start: from, end: to, text: this.#source.slice(0, to).endsWith('\n') ? text : text.trimEnd() };
  }

  /**
   * Returns the complete lines of each item: from its dash, which may be lines above its value, to the comments with
   * the same indentation.
   */
  #itemSpans(list: YAMLSeq<Node>): readonly { readonly start: number; readonly end: number }[] {
    const margin = this.#before(rangeOf(list)[0]).length;
    let from = this.#lineStart(rangeOf(list)[0]);
    return list.items.map((item) => {
      const [valueStart] = rangeOf(item);
      const dash = /^[ \t]*-(?=\s)/m.exec(this.#source.slice(from, valueStart));
      const start = dash ? from + dash.index : this.#lineStart(valueStart);
      const comments = new RegExp(`(?:[ \\t]{${margin + 1},}#[^\\n]*(?:\\n|$))*`, 'y');
      comments.lastIndex = this.#afterLine(this.#endOf(item, valueStart));
      comments.exec(this.#source);
      from = Math.max(comments.lastIndex, this.#afterLine(this.#endOf(item, valueStart)));
      return { start, end: from };
    });
  }

  #colon({ key }: Member): number {
    return this.#source.indexOf(':', rangeOf(key)[1]) + 1;
  }

  #memberEnd(member: Member): number {
    const colon = this.#colon(member);
    const { value } = member;
    return value && rangeOf(value)[1] > colon ? this.#endOf(value, colon) : colon;
  }

  /** Returns the end of a node, without the blanks and line breaks after it. */
  #endOf(node: Node, least: number): number {
    let [, end] = rangeOf(node);
    while (end > least && /\s/.test(this.#source[end - 1] ?? '')) end -= 1;
    return end;
  }

  #lineStart(offset: number): number {
    return this.#source.lastIndexOf('\n', offset - 1) + 1;
  }

  #before(offset: number): string {
    return this.#source.slice(this.#lineStart(offset), offset);
  }

  /** Returns the end of a line, including a comment. */
  #lineEnd(offset: number): number {
    const end = this.#source.indexOf('\n', offset);
    if (end < 0) return this.#source.length;
    return this.#source[end - 1] === '\r' ? end - 1 : end;
  }

  #afterLine(offset: number): number {
    const end = this.#source.indexOf('\n', offset);
    return end < 0 ? this.#source.length : end + 1;
  }
}

/** Returns whether existing items keep their order, and new ones follow them. */
function isAppended(items: readonly EditedItem[]): boolean {
  return items.every((item, at) => {
    const next = items[at + 1];
    if (next === undefined) return true;
    return 'kept' in item ? !('kept' in next) || item.kept < next.kept : !('kept' in next);
  });
}

function itemAt(list: YAMLSeq<Node>, index: number): Node {
  const item = list.items[index];
  if (!item) throw new Error('bug: an item that is kept is not in the list');
  return item;
}

function rangeOf(node: Node): readonly [number, number, number] {
  if (!node.range) throw new Error('bug: a parsed node without its range');
  return node.range;
}
