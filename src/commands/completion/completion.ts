import type { Result } from '../session/context.ts';
import type { CompletionOptions } from '../session/inspection-options.ts';

/** Prints the script of a shell. The scripts contain no option: they ask the program for candidates. */
export function completion({ shell }: CompletionOptions): Result {
  return { output: SCRIPTS[shell], exitCode: 0 };
}

/**
 * Bash splits words at `=` and `:`, and replaces only the last part, or only what follows an open quote. The loop joins
 * what no blank separates, and ends at the cursor. Bash 3.2 has no compopt, so that it does not complete paths.
 * Blanks are the only characters of candidates that need quotes.
 */
const BASH = `# bash completion of datastream

_datastream() {
  local rest=\${COMP_LINE:0:COMP_POINT} word line cut='' kind='' words=() i
  COMPREPLY=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    line=\${rest#"\${rest%%[![:space:]]*}"}
    [[ $line == "$word"* ]] || word=$line
    if ((i > 0)) && [[ $line == "$rest" ]]; then
      words[\${#words[@]}-1]+=$word
    else
      words+=("$word")
    fi
    rest=\${line:\${#word}}
  done
  word=\${words[\${#words[@]}-1]}
  [[ $word == --*=[\\'\\"]* || ($word == --*=* && $COMP_WORDBREAKS == *=*) ]] && cut=\${word%%=*}=
  while IFS= read -r line; do
    if [[ -z $kind ]]; then
      kind=$line
    else
      line=\${line%%$'\\t'*}
      line=\${line#"$cut"}
      [[ \${word#"$cut"} == [\\'\\"]* ]] || line=\${line// /\\\\ }
      COMPREPLY+=("$line")
    fi
  done < <(datastream __complete "\${words[@]:1}" </dev/null 2>/dev/null)
  case $kind in
    files) compopt -o default 2>/dev/null ;;
    folders) compopt -o dirnames 2>/dev/null ;;
  esac
}
complete -F _datastream datastream
`;

const ZSH = `#compdef datastream
# zsh completion of datastream

_datastream() {
  local -a lines texts shown
  local line
  lines=("\${(@f)$(datastream __complete "\${(@)words[2,CURRENT-1]}" "$PREFIX" </dev/null 2>/dev/null)}")
  case $lines[1] in
    files) compset -P '--*='; _files ;;
    folders) compset -P '--*='; _files -/ ;;
    words)
      for line in "\${(@)lines[2,-1]}"; do
        texts+=("\${line%%$'\\t'*}")
        shown+=("\${line/$'\\t'/  }")
      done
      (( $#texts )) && compadd -l -d shown -a texts ;;
  esac
}
compdef _datastream datastream
`;

const FISH = `# fish completion of datastream

function __datastream_complete
    set -l typed (commandline -opc)
    set -l word (commandline -ct)
    set -l lines (datastream __complete $typed[2..-1] "$word" </dev/null 2>/dev/null)
    set -l prefix (string match -r -- '^--[^=]*=' $word)
    set -l value (string replace -r -- '^--[^=]*=' '' $word)
    switch "$lines[1]"
        case files
            printf '%s\\n' "$prefix"(__fish_complete_path $value)
        case folders
            printf '%s\\n' "$prefix"(__fish_complete_directories $value)
        case words
            printf '%s\\n' $lines[2..-1]
    end
end
complete -c datastream -f -a '(__datastream_complete)'
`;

const SCRIPTS: Readonly<Record<CompletionOptions['shell'], string>> = { bash: BASH, zsh: ZSH, fish: FISH };
