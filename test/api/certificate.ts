import { createSign, generateKeyPairSync } from 'node:crypto';

/** A private key and a self-signed certificate, both PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/**
 * Creates a certificate for some host names and 127.0.0.1, valid for an hour before and after now. It is
 * encoded in DER here, since Node cannot create one and not every machine has openssl.
 */
export function certificateFor(...hosts: readonly string[]): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(oid('2a8648ce3d040302')); // ecdsa-with-SHA256
  const name = sequence(tlv(0x31, sequence(oid('550403'), tlv(0x0c, Buffer.from('datastream-gitops test')))));
  const content = sequence(
    tlv(0xa0, integer(2)), // version 3
    integer(Date.now()),
    algorithm,
    name,
    sequence(utcTime(-30), utcTime(30)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, sequence(alternativeNames(hosts), authority())),
  );
  const signature = createSign('SHA256').update(content).sign(privateKey);
  const der = sequence(content, algorithm, tlv(0x03, Buffer.concat([Buffer.of(0), signature])));
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert: pem(der) };
}

function alternativeNames(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) => tlv(0x82, Buffer.from(host)));
  return extension('551d11', sequence(...names, tlv(0x87, Buffer.of(127, 0, 0, 1))));
}

function authority(): Buffer {
  return extension('551d13', sequence(tlv(0x01, Buffer.of(0xff))));
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(oid(id), tlv(0x04, value));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tlv(0x30, Buffer.concat(parts));
}

function oid(hex: string): Buffer {
  return tlv(0x06, Buffer.from(hex, 'hex'));
}

function integer(value: number): Buffer {
  const hex = value.toString(16);
  return tlv(
    0x02,
    Buffer.from(hex.padStart(hex.length + (hex.length % 2) + 2, '0').replace(/^00(?=[0-7])/, ''), 'hex'),
  );
}

function utcTime(minutes: number): Buffer {
  const iso = new Date(Date.now() + minutes * 60_000).toISOString();
  return tlv(0x17, Buffer.from(`${iso.replace(/\D/g, '').slice(2, 14)}Z`));
}

function tlv(tag: number, value: Buffer): Buffer {
  const { length } = value;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), value]);
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
