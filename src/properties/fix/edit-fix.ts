import type { PropertyFix } from '../../model/property-finding.ts';
import type { DesiredLogging, VersionContent } from '../../model/property-logging.ts';
import { behaviorEdits } from '../edit/edit-logging.ts';
import { addBehavior, changeOptions } from './behavior-fix.ts';

/**
 * Returns the edit of a rule tree that makes it log as desired, as content to copy for the pipeline that writes the tree.
 * An edit that nobody can copy is omitted.
 */
export function behaviorFixes(
  content: Pick<VersionContent, 'rules' | 'ruleFormat' | 'tree' | 'includes'>,
  desired: DesiredLogging,
): readonly PropertyFix[] {
  return behaviorEdits(content, desired, { inactive: [] }).flatMap((edit) => {
    if (typeof edit === 'string') return [];
    const result =
      edit.tag === 'add'
        ? addBehavior(edit.name, edit.options, content.ruleFormat)
        : changeOptions(edit.name, edit.behavior, edit.options, content.ruleFormat);
    return result.tag === 'fix' ? [result.fix] : [];
  });
}
