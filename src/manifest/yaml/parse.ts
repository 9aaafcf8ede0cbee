import { Composer, type Document, Lexer, type ParsedNode, Parser, Schema } from 'yaml';
import {
  DEEPEST,
  LONGEST_TEXT,
  MOST_DOCUMENTS,
  MOST_FAULTS,
  MOST_LEXEMES,
  tooDeep,
  tooLong,
  tooManyDocuments,
  type YamlFault,
} from './faults.ts';

/** A document as the parser returns it. */
export type YamlDocument = Document.Parsed<ParsedNode>;

/** One schema for all documents, so that no directive in a file can select the rules of YAML 1.1. */
const CORE = new Schema({ schema: 'core', resolveKnownTags: false, merge: false });

const OPTIONS = { schema: CORE, uniqueKeys: false, strict: true } as const;

/** The lexer's token at the beginning of a document. */
const DOCUMENT = '\u0002';

class Refused extends Error {
  readonly fault: YamlFault;
  constructor(fault: YamlFault) {
    super(fault.message);
    this.fault = fault;
  }
}

/**
 * Parses text to YAML documents. Composing is recursive and costs more than parsing. So text that is nested too deeply,
 * is too large for a manifest or has too many documents is rejected before that with a fault, and the documents before
 * that position are returned. Duplicate members are left to the next step, which finds them in linear time.
 */
export function readYaml(text: string): {
  readonly documents: readonly YamlDocument[];
  readonly fault?: YamlFault;
} {
  const documents: YamlDocument[] = [];
  let faults = 0;
  try {
    for (const document of new Composer<ParsedNode>(OPTIONS).compose(tokens(text))) {
      documents.push(document);
      faults += document.errors.length + document.warnings.length;
      if (faults >= MOST_FAULTS) break;
      if (documents.length > MOST_DOCUMENTS) throw new Refused(tooManyDocuments(document.range[0]));
    }
  } catch (failure) {
    if (!(failure instanceof Refused)) throw failure;
    return { documents: documents.slice(0, MOST_DOCUMENTS), fault: failure.fault };
  }
  return { documents };
}

function* tokens(text: string): ReturnType<Parser['parse']> {
  const parser = new Parser();
  let lexemes = 0;
  for (const lexeme of new Lexer().lex(text)) {
    lexemes = lexeme === DOCUMENT ? 0 : lexemes + 1;
    if (lexemes > MOST_LEXEMES || lexeme.length > LONGEST_TEXT) throw new Refused(tooLong(parser.offset));
    yield* parser.next(lexeme);
    if (parser.stack.length > DEEPEST) throw new Refused(tooDeep(parser.offset));
  }
  yield* parser.end();
}
