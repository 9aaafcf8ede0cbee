import { expect, test } from 'vitest';
import { githubWords } from '../../src/github/words.ts';
import {
  manualApplyCommand,
  manualApplyLines,
  startApplyCommand,
} from '../../src/render/comment/manual-apply.ts';

const repositoryUrl = 'https://github.com/acme/logs';
const manual = {
  planId: `sha256:${'a'.repeat(64)}`,
  allow: ['delete=3'],
  rotate: ['web logs'],
  only: ['shop-*'],
};

test('the command that applies a plan names the workflow of its run', () => {
  const words = githubWords({ repositoryUrl, workflow: { file: 'apply-emea.yml', name: 'Apply EMEA' } });
  const command = `gh workflow run apply-emea.yml -f plan-id=${manual.planId} -f allow=delete=3 -f rotate='web logs' -f only='shop-*'`;
  expect(manualApplyCommand(manual, words)).toBe(command);
  expect(manualApplyLines('To do:', manual, words)[0]).toContain('*Actions → Apply EMEA → Run workflow*');
});

test('the command selects the target if the workflow has several', () => {
  const words = githubWords({ repositoryUrl, applyTarget: 'eu west' });
  expect(manualApplyCommand(manual, words)).toMatch(
    /^gh workflow run apply\.yml -f target='eu west' -f plan-id=/,
  );
  expect(startApplyCommand(words)).toContain("gh workflow run apply.yml -f target='eu west'\n");
  expect(manualApplyLines('To do:', manual, words)[0]).toContain(
    'with this `target`, `plan-id`, `allow`, `rotate` and `only`',
  );
  expect(words.startApply).toContain('for the target `eu west`');
});

test('the command of another run names the workflow that init writes', () => {
  const words = githubWords({ repositoryUrl });
  expect(manualApplyCommand(manual, words)).toMatch(/^gh workflow run apply\.yml -f /);
});
