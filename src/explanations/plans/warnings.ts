import type { WarningCode } from '../../model/warning-code.ts';
import type { Explanation } from '../explanation.ts';

/** What each warning means. The compiler reports a missing code. */
export const WARNINGS: Readonly<Record<WarningCode, Explanation>> = {
  'member-not-returned': {
    title: 'The API does not return a value that the update sets',
    meaning:
      'The live value is not known, so the plan cannot compare it with the manifest. The update sends the value of the manifest, or lets the default of the API apply.',
    fix: 'Check the value in Akamai Control Center, and write it in the manifest.',
  },
  'undocumented-value': {
    title: 'A live value is none of the documented ones',
    meaning:
      'The stream has a value that Akamai does not document. The manifest cannot set it, so the update sends it back.',
    fix: 'Nothing, if the value is intended. Otherwise, change it in Akamai Control Center.',
  },
  'carried-members': {
    title: 'The live stream has members that this release does not know',
    meaning:
      'Akamai has added members to the API. An update without them could reset them, so it sends them back unchanged.',
    fix: 'Upgrade to a release that knows them. To set them earlier, write them in `extra`.',
  },
  'unlisted-field': {
    title: 'The API does not list a data set field',
    meaning:
      'The id may be wrong. The list of the API is known to be incomplete, so the API may accept the field.',
    fix: 'Check the id. If it is correct, ignore the warning.',
  },
  'fields-not-checked': {
    title: 'The ids of data set fields are not checked',
    meaning: 'The list of fields could not be read. The API checks the ids when the stream is written.',
    fix: 'Run the plan again later. If the warning persists, grant the API client read access to the list.',
  },
  'unusable-row': {
    title: 'A row of the list of streams cannot be used',
    meaning:
      'The API returned a stream without its id, its name or a usable version. A row that may be the stream of a manifest blocks that manifest, so that no second stream is created.',
    fix: 'Run the plan again. If the row is still unusable, report it to Akamai.',
  },
  'crowded-source': {
    title: 'A property would be in too many streams',
    meaning:
      'The plan exceeds the number of streams that Akamai documents for one property. The API may refuse the write.',
    fix: 'Remove the property from a stream, unless the limit was raised for this account.',
  },
  'moves-others': {
    title: 'The update may re-activate other streams',
    meaning:
      'Streams that share a property are deployed together. While one is activated, the others are in transition too.',
    fix: 'Nothing. Plan the change for a time at which that is acceptable.',
  },
  'name-in-other-group': {
    title: 'Another group has a stream with the same name',
    meaning:
      'The group of a stream cannot change. The plan creates a second stream, and the first one stays as it is.',
    fix: 'To keep the first stream, restore its group in the manifest. To replace it, keep a manifest for it with `state: absent`.',
  },
  'deleted-later': {
    title: 'The stream is deleted by a later run',
    meaning: 'Only an inactive stream can be deleted. This run deactivates it, and a later run deletes it.',
    fix: 'Run apply again when the stream is inactive. The workflows do that themselves.',
  },
  'limit-ahead': {
    title: 'A later run will exceed the limit of deletions',
    meaning:
      'Streams that this run deactivates will be deleted by a later run, and they are more than `limits.delete` allows.',
    fix: 'If all deletions are intended, raise the limit for that run with `--allow delete=N`.',
  },
  'named-by-property': {
    title: 'A property still names the stream',
    meaning:
      'The stream gets no logs once it is deactivated. While a property names it, it cannot be deleted.',
    fix: 'Remove the stream from the rules of the property: `removeStreams` in its manifest, or Property Manager.',
  },
  'rolled-back': {
    title: 'A newer version of the property was rolled back',
    meaning:
      'A version was active on production, and an earlier one was activated after it. Someone may have done that on purpose.',
    fix: 'Ask the owners of the property before you merge.',
  },
  'activation-failed': {
    title: 'The last activation of the version failed',
    meaning:
      'The version of the property that this plan activates was activated before, and that activation failed or was aborted.',
    fix: 'Read the reason in the warning or in Property Manager, and remove it before you apply.',
  },
  'reference-changed': {
    title: 'A secret of an existing stream changes',
    meaning:
      'The change replaces, adds or removes a reference. The API never returns secrets, so nothing else would show it.',
    fix: 'Check that the destination accepts the new secret. Other streams with the same reference are named.',
  },
  'nothing-to-rotate': {
    title: 'The rotation has no effect',
    meaning: 'The manifest has no secret, or its state is `absent`, so there is nothing to send again.',
    fix: 'Remove `rotateSecretsAfter`, or the name from `--rotate`.',
  },
  'rotation-satisfied': {
    title: 'A rotation is satisfied by an existing version',
    meaning:
      'A version that is newer than `rotateSecretsAfter` exists already. It contains the secrets of its time, perhaps the previous ones.',
    fix: 'If the secrets were replaced after that version, request a later time: `datastream rotate NAME`.',
  },
  'manifest-removed': {
    title: 'A manifest was removed, and its stream stays',
    meaning: 'Removing a manifest deletes nothing. The stream stays as it is and is no longer managed.',
    fix: 'To delete the stream, restore the manifest with `state: absent`. To keep it unmanaged, do nothing.',
  },
  'manifest-not-read': {
    title: 'A manifest has errors and is not part of this run',
    meaning:
      'The run is limited to other manifests. This one could not be read, so it is not compared with them.',
    fix: 'Run `datastream validate` and fix its findings.',
  },
  'unmanaged-streams': {
    title: 'Live streams without a manifest are an error',
    meaning: '`orphans.action: fail` in `datastream.yaml` requires a manifest for each stream in its scope.',
    fix: 'Write manifests for the streams with `datastream import`, or narrow the scope.',
  },
  'name-not-checked': {
    title: 'It is not known whether a second stream has the same name',
    meaning:
      'The stream was created, but the list of streams could not be read afterwards. The next plan finds a second stream.',
    fix: 'Run a plan.',
  },
  'cache-unwritable': {
    title: 'The cache cannot be written',
    meaning:
      'Versions of streams that were read are not kept. The next plan reads them again, which costs requests and time.',
    fix: 'Make the folder `.datastream` writable for the user of the job.',
  },
  'journal-unwritable': {
    title: 'The journal cannot be written',
    meaning:
      'The run continues, and does not record what it did and saw. A later run finds the state of the account itself.',
    fix: 'Make the folder `.datastream` writable for the user of the job.',
  },
  'lock-unwritable': {
    title: 'The lock cannot be created',
    meaning: 'The lock keeps two applies on one machine from running at once. This run continues without it.',
    fix: 'Make sure that no other apply runs, and make the folder `.datastream` writable.',
  },
  'lock-taken-over': {
    title: 'The run took over the lock of another apply',
    meaning: 'The apply that created the lock is no longer running. It probably crashed or was killed.',
    fix: 'Nothing. This run continues what the other one left undone.',
  },
  'state-differs': {
    title: 'A plan would also activate or deactivate the stream',
    meaning: '`diff` compares content. The state in the manifest differs from the live state too.',
    fix: 'Run `datastream plan` to see all changes.',
  },
  'no-activation-history': {
    title: 'The API has no activation history',
    meaning:
      'For these streams, Akamai does not record when versions were active, so `history` cannot show it.',
    fix: 'Nothing.',
  },
  'activations-not-read': {
    title: 'The activation history could not be read',
    meaning: '`history` shows the versions without the times at which they were active.',
    fix: 'Run the command again. The warning names the reason.',
  },
  'records-not-read': {
    title: 'The records on GitHub could not be read',
    meaning: '`history` shows the versions without the commit, pull request and run that created them.',
    fix: 'Set `GITHUB_TOKEN` and `GITHUB_REPOSITORY`, or ignore the warning. The warning names the reason.',
  },
};
