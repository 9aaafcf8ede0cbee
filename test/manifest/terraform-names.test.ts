import { describe, expect, it, test } from 'vitest';
import { findingsIn, spoilt, WEB } from './samples.ts';

/** A stream as someone writes it who only replaces the HCL by YAML. Every value that may be a secret is a canary. */
const PASTED = `apiVersion: datastream-gitops/v1
kind: DataStream2
metadata:
  name: web
spec:
  active: true
  stream_name: canary
  contract_id: ctr_C-0N7RAC7
  group_id: grp_21484
  properties: [www.example.com]
  dataset_fields: [1000, 1002]
  notification_emails: [ops@example.com]
  collect_midgress: false
  delivery_configuration:
    format: JSON
    frequency: { interval_in_secs: 60 }
  s3_connector:
    access_key: canary
    secret_access_key: canary
    bucket: canary
    path: canary
    region: canary
    display_name: canary
  papi_json: canary
  timeouts: { default: 3h }
`;

test('each name of Terraform is reported with what to write, and nothing is reported as missing', async () => {
  const found = findingsIn(PASTED).join('\n');
  expect(found).not.toContain('canary');
  expect(found).not.toContain('missing-member');
  await expect(`${found}\n`).toMatchFileSnapshot('../golden/manifest/terraform-names.txt');
});

describe('a name of Terraform', () => {
  it.each([
    ['of the interval', 'intervalInSeconds: 30', 'interval_in_secs: 60', 'here, write intervalInSeconds: 60'],
    ['of a member of the destination', 'displayName:', 'display_name:', 'here, write displayName: …'],
    [
      'of a secret',
      'userName: { env: LOG_USER }',
      'user_name: canary',
      'here, write userName: { env: NAME }',
    ],
    [
      'in the wrong block',
      '  state: active',
      '  state: active\n  interval_in_secs: 60',
      'in spec.deliveryConfiguration.frequency, write intervalInSeconds: 60',
    ],
    [
      'that belongs in the destination',
      '  state: active',
      '  state: active\n  access_key: canary',
      'in spec.destination, write accessKey: { env: NAME }',
    ],
    ['at the top', 'spec:', 'active: true\nspec:', 'in spec, write state: active'],
    [
      'of a member of another log type',
      '  state: active',
      '  state: active\n  service_ids: [101]',
      `This is Terraform's name for "serviceSubletterIds". Log types that have it: answerx.`,
    ],
    [
      'of a computed attribute in the destination',
      'displayName: Log platform',
      'displayName: Log platform\n    m_tls: true',
      'Only Terraform has it; nothing in a manifest corresponds to it. Remove it.',
    ],
  ])('%s', (_, from, to, hint) => {
    const found = findingsIn(spoilt(WEB, from, to)).join('\n');
    expect(found).toContain(hint);
    expect(found).not.toContain('canary');
    expect(found.match(/missing-member/g)).toBeNull();
  });

  it('is no hint in the manifest of a property', () => {
    const text = WEB.replace('kind: DataStream2', 'kind: PropertyLogging').replace(
      'state: active',
      'active: true',
    );
    expect(findingsIn(text).join('\n')).not.toContain('Terraform');
  });
});
