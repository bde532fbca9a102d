import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redact } from './redact.ts';

// Put together here, so that nobody's scanner takes them for real ones.
const secrets = {
  'Slack token': ['xoxb', '123456789012', '1234567890123', 'abcdefABCDEF123456789012'].join('-'),
  'GitHub token': `ghp_${'a1B2c3D4e5F6g7H8i9'.repeat(2)}`,
  'npm token': `npm_${'a1B2c3D4e5F6g7H8i9'.repeat(2)}`,
  'AWS key id': `AKIA${'IOSFODNN7ABCDEFG'}`,
  'private key': `-----BEGIN RSA PRIVATE KEY-----\n${'MIIEowIBAAKCAQEA1234567890abcdefghij\n'.repeat(12)}-----END RSA PRIVATE KEY-----`,
  'connection string': 'postgres://hubbub:correct-horse@db.example.com/hubbub',
  'password in an address': 'https://bob:correct-horse@example.com',
};

describe('redact', () => {
  test.for(Object.entries(secrets))('takes out a %s wherever it stands', ([, secret]) => {
    expect(redact(secret)).toBe('[secret]');
    expect(redact(`it is ${secret} I think, or was it ${secret} ?`)).toBe(
      'it is [secret] I think, or was it [secret] ?',
    );
  });

  test.for([
    ['password: correct-horse, thanks', 'password: [secret], thanks'],
    ['PASSWORD="correct-horse"', 'PASSWORD="[secret]"'],
    ['the passphrase is corr3ct', 'the passphrase is [secret]'],
    ['api_key=0123456789', 'api_key=[secret]'],
    ['write to ada.l@example.org or mailto:bo@example.co.uk!', 'write to [e-mail] or [e-mail]!'],
  ])('%s', ([said, left]) => expect(redact(said!)).toBe(left));

  test.for([
    'the password is wrong again, and the token was expired',
    'npm i left-pad@1.3.0 and ask @ada in #ops about https://example.com/a?b=c',
    'commit 3f786850e387550fdab836ed7e6dc881de23001b broke it',
  ])('leaves “%s” alone', (said) => expect(redact(said)).toBe(said));

  test('is done after one time, finds a secret among any words, and never fails', () => {
    const words = fc.array(fc.oneof(fc.lorem({ maxCount: 3 }), fc.string(), fc.emailAddress()), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(words, words, fc.constantFrom(...Object.values(secrets)), (before, after, secret) => {
        const clean = redact([...before, secret, ...after].join(' '));
        expect(clean).not.toContain(secret);
        expect(redact(clean)).toBe(clean);
      }),
    );
  });

  test('takes no longer over text made to hold it up', { timeout: 20_000 }, () => {
    for (const piece of ['a@', 'a.', '://', 'a:b@', 'password:', 'secret = "', '-----BEGIN ', 'eyJ', ' '])
      redact(piece.repeat(400_000 / piece.length));
  });
});
