import { Text } from '@mantine/core';
import { strings } from '../../strings';
import { exactMoment } from '../../ui/format';
import { named } from '../../ui/named';
import type { Review, Signature } from './api';
import classes from './review.module.css';

const text = strings.signing;

/** Enough of a fingerprint to compare by eye; the whole of it is in its title. */
const SHORT = 12;

/** Who stands for this note, when, and how they showed who they are. */
export function Signatures({ review: { signature, co_signature } }: { review: Review }) {
  return (
    <>
      {signature && <Block signature={signature} words={text.signedBy} />}
      {co_signature && <Block signature={co_signature} words={text.coSignedBy} />}
    </>
  );
}

interface BlockProps {
  signature: Signature;
  words: (name: string, role: string) => string;
}

function Block({ signature, words }: BlockProps) {
  const { signer_name, role, method, at, content_hash, statement } = signature;
  return (
    <div className={classes.signature}>
      <Text fw={600}>{words(signer_name, named(strings.account.roles, role).toLocaleLowerCase())}</Text>
      <Text size="sm">{text.how(exactMoment(at), named(text.methods, method))}</Text>
      <Text size="sm">“{statement}”</Text>
      <Text size="sm" c="dimmed" title={content_hash}>
        {text.hash(content_hash.slice(0, SHORT))}
      </Text>
    </div>
  );
}
