import type { Story } from './story.ts';

/** A part of the demo: what it shows, and what a person reads before it. */
export interface Step {
  readonly title: string;
  readonly text: string;
  readonly run: (story: Story) => Promise<void>;
}

export const STEPS = {
  receiver: {
    title: 'A receiver',
    text: 'A server for custom HTTPS destinations. It creates a certificate, checks a password, and writes records to files in the folder logs. The password is given twice, as two files, so that it can be changed without loss later.',
    run: (story) => story.startReceiver(),
  },
  simulator: {
    title: 'An Akamai account',
    text: 'The simulator takes the place of Akamai: it serves the API, and its active streams upload logs. An activation takes two minutes here, and 60 to 90 at Akamai.',
    run: (story) => story.startSimulator(),
  },
  plan: {
    title: 'A plan',
    text: 'streams/agent-analytics.yaml is the stream of the guide of Profound, with the receiver as its destination. The plan shows what would be created, and changes nothing.',
    run: (story) => story.plan(),
  },
  apply: {
    title: 'Apply',
    text: 'Creates the stream and activates it. Akamai tests the destination first: the receiver answers the access probe.',
    run: (story) => story.apply(),
  },
  finding: {
    title: 'Is the stream named?',
    text: 'A property that is managed in Property Manager logs only to the streams that its rules name. The live rules do not name this one.',
    run: (story) => story.findMissingName(),
  },
  property: {
    title: 'Name the stream in the property',
    text: 'A new version of the property with these changes becomes active. (In Property Manager; here, in the simulated account.)',
    run: (story) => story.nameStream(),
  },
  records: {
    title: 'Records arrive',
    text: 'Four minutes later the stream is active, and records are in the file.',
    run: (story) => story.receiveRecords(),
  },
  delivering: {
    title: 'Verify',
    text: '16 minutes later, the upload metrics have complete intervals.',
    run: (story) => story.verifyDelivery(),
  },
  failing: {
    title: 'The password of the receiver changes',
    text: 'Both files now hold another password, and the receiver reads them again. The stream still sends the old one and gets 401. Akamai does not repeat these uploads, so their records are lost. 31 minutes later:',
    run: (story) => story.changePassword(),
  },
  rotated: {
    title: 'Rotate the secret',
    text: 'apply --rotate sends the current values of the secrets. Nothing else differs, so no plan would. 18 minutes later, records arrive again:',
    run: (story) => story.rotateSecret(),
  },
  'without-loss': {
    title: 'The same without loss',
    text: 'This time the receiver accepts the old and the new password. The old one is removed six minutes after the edited stream is active, since an upload of the version before may be repeated for five minutes. Nothing is lost:',
    run: (story) => story.rotateWithoutLoss(),
  },
  count: {
    title: 'Is every record accounted for?',
    text: 'The simulator and the receiver are stopped. Each record that was collected is in the files once, or was lost: because of the old password, or because the simulator stopped before its upload.',
    run: (story) => story.count(),
  },
} as const satisfies Readonly<Record<string, Step>>;

export type StepName = keyof typeof STEPS;

/** In their order. */
export const STEP_NAMES = Object.keys(STEPS) as readonly StepName[];
