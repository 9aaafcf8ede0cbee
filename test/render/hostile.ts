/** Hostile strings chosen by users. They must not change anything around them in any format. */
export const HOSTILE: readonly string[] = [
  '\u001b[2J\u001b[31mall is well\u001b[0m',
  '\u009b31mred',
  'evil\u202etxt.exe',
  'zero\u200bwidth\u2066\u00a0blank',
  'line one\nline two\r\n# heading',
  '<img src=x onerror=alert(1)>',
  '</details></summary><script>alert(1)</script><!--',
  '| --- | --- |',
  'a \\| b \\',
  '@everyone and @octocat',
  'someone@example.com',
  '``` `` ` ```',
  '`` ` `` | `',
  '[click](https://example.com "x") ![x](https://example.com/x.png)',
  'https://example.com www.example.com',
  'GH-12 #12 owner/repo#34',
  '**bold** _em_ ~~gone~~ :tada:',
  '$\\sqrt{x}$',
  '- item',
  '1. item',
  '> quote',
  '&lt;b&gt; &#64;everyone',
  ' ',
  '\t',
  '\ud800 alone',
  '`',
  '日本語のストリーム 🚀',
  'x'.repeat(1000),
];

/** Strings that contain a command for a build agent, some of them only if a line is wrapped. */
export const AGENT_COMMANDS: readonly string[] = [
  '::stop-commands::x',
  `${'word '.repeat(15)}::set-output name=x::y ::::::::::::::::::::::`,
  'a\n \u3000::add-mask::a',
  '##vso[task.complete result=Succeeded;] ###[error]x ##VSO[x] ##teamcity[x]',
];
