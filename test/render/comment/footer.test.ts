import { describe, expect, test } from 'vitest';
import { type Footer, pathUrl, renderFooter, renderPlace } from '../../../src/render/comment/footer.ts';
import { REPOSITORY, WORDS } from '../github-words.ts';

const repositoryUrl = REPOSITORY;
const commit = '0123456789abcdef0123456789abcdef01234567';
const footer: Footer = {
  did: 'Planned',
  commit,
  at: '2026-03-01T12:00:30Z',
  run: { number: 17, attempt: 1, url: `${repositoryUrl}/actions/runs/42` },
  words: WORDS,
  folder: 'streams',
};

describe('the footer', () => {
  test('links the commit, the manifests at that commit and the run, and states the time', () => {
    expect(renderFooter(footer)).toBe(
      `<sub>Planned commit [0123456](${repositoryUrl}/commit/${commit}) · ` +
        `[manifests](${repositoryUrl}/tree/${commit}/streams) · 2026-03-01 12:<!-- -->00 UTC · ` +
        `[run 17](${repositoryUrl}/actions/runs/42)</sub>`,
    );
  });

  test('links no manifests outside this repository, and names a repeated attempt', () => {
    const { folder: _, ...unmapped } = footer;
    const text = renderFooter({ ...unmapped, run: { ...footer.run, attempt: 2 } });
    expect(text).not.toContain('manifests');
    expect(text).toContain('[run 17, attempt 2]');
  });

  test('without a commit has only the time and the run', () => {
    expect(renderFooter({ ...footer, commit: '' })).toBe(
      `<sub>2026-03-01 12:<!-- -->00 UTC · [run 17](${repositoryUrl}/actions/runs/42)</sub>`,
    );
  });
});

describe('the position of a manifest', () => {
  const links = { folder: 'repo/streams', url: pathUrl(WORDS.fileUrl(commit), 'streams') };

  test('is a link to the line at the commit', () => {
    expect(renderPlace({ file: 'repo/streams/a/web.yaml', line: 3 }, links)).toBe(
      `[\`repo/streams/a/web.yaml:3\`](${repositoryUrl}/blob/${commit}/streams/a/web.yaml#L3)`,
    );
  });

  test('has a link that its name cannot close', () => {
    expect(renderPlace({ file: 'repo/streams/a) (b.yaml', line: 1 }, links)).toContain(
      '/a%29%20%28b.yaml#L1)',
    );
  });

  test('is plain code if it is not below the manifest folder, or if no position is known', () => {
    expect(renderPlace({ file: 'other/web.yaml', line: 1 }, links)).toBe('`other/web.yaml:1`');
    expect(renderPlace({ file: 'web.yaml', line: 1 }, undefined)).toBe('`web.yaml:1`');
  });

  test('is a link if the manifest folder is the root of a repository', () => {
    const top = { folder: '', url: pathUrl(WORDS.fileUrl(commit), '') };
    expect(renderPlace({ file: 'web.yaml', line: 1 }, top)).toBe(
      `[\`web.yaml:1\`](${repositoryUrl}/blob/${commit}/web.yaml#L1)`,
    );
  });
});
