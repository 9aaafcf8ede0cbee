import type { Story } from './story.ts';

/** A step of the demo, with the title and the text that are shown before it. */
export interface Step {
  readonly title: string;
  readonly text: string;
  readonly run: (story: Story) => Promise<void>;
}

export const STEPS = {
  receiver: {
    title: 'A receiver',
    text: 'A server for custom HTTPS destinations. It creates a certificate, checks a password, and writes records to files in the folder logs. It accepts the passwords in two files, so that the password can be rotated without loss later.',
    run: (story) => story.startReceiver(),
  },
  simulator: {
    title: 'An Akamai account',
    text: 'The simulator replaces Akamai: it serves the API, and its active streams upload logs. An activation takes two minutes here, and 60 to 90 minutes at Akamai.',
    run: (story) => story.startSimulator(),
  },
  plan: {
    title: 'A plan',
    text: 'streams/agent-analytics.yaml defines the stream of the guide of Profound, with the receiver as its destination. The plan shows what would be created, and changes nothing.',
    run: (story) => story.plan(),
  },
  apply: {
    title: 'Apply',
    text: 'Creates the stream and activates it. Akamai checks access to the destination first: it sends a test record, which the receiver acknowledges.',
    run: (story) => story.apply(),
  },
  finding: {
    title: 'Is the stream named?',
    text: 'A property that is managed in Property Manager logs only to the streams that its rules name. The live rules do not name this one.',
    run: (story) => story.findMissingName(),
  },
  property: {
    title: 'Name the stream in the property',
    text: 'A new version of the property with these changes is activated, as in Property Manager.',
    run: (story) => story.nameStream(),
  },
  records: {
    title: 'Records arrive',
    text: 'Four minutes later, the stream is active, and records are in the file.',
    run: (story) => story.receiveRecords(),
  },
  delivering: {
    title: 'Verify',
    text: '16 minutes later, the upload metrics have complete intervals.',
    run: (story) => story.verifyDelivery(),
  },
  failing: {
    title: 'The password of the receiver changes',
    text: 'Both files now contain another password, and the receiver reloads them. The stream still sends the old one, which is rejected with 401. Akamai does not retry these uploads, so their records are lost. 31 minutes later:',
    run: (story) => story.changePassword(),
  },
  rotated: {
    title: 'Rotate the secret',
    text: 'apply --rotate sends the current values of the secrets. A plan without it has no changes, because secrets cannot be compared. 18 minutes later, records arrive again:',
    run: (story) => story.rotateSecret(),
  },
  'without-loss': {
    title: 'The same without loss',
    text: 'This time, the receiver accepts the old and the new password. The old one is removed six minutes after the update is active, because uploads of the previous version may be retried for five minutes. Nothing is lost:',
    run: (story) => story.rotateWithoutLoss(),
  },
  count: {
    title: 'Is every record accounted for?',
    text: 'The simulator and the receiver are stopped. Each collected record is in the files once, or was lost: because of the old password, or because the simulator stopped before its upload.',
    run: (story) => story.count(),
  },
} as const satisfies Readonly<Record<string, Step>>;

export type StepName = keyof typeof STEPS;

/** In their order. */
export const STEP_NAMES = Object.keys(STEPS) as readonly StepName[];
