import { Button, Group, Text } from '@mantine/core';
import { type Me, resendVerification } from '../../api';
import { strings } from '../../strings';
import { useDeed } from '../../ui/useDeed';

const text = strings.verify;

/** The person's address, and what to do while it is not confirmed. */
export function AddressLine({ me }: { me: Me }) {
  const resend = useDeed({
    run: () => resendVerification({ body: { email: me.email } }),
    renews: [],
    done: () => text.sentAgain,
    tell: true,
  });
  if (me.is_verified) return <Text>{me.email}</Text>;
  return (
    <Group gap="sm">
      <Text>
        {me.email} ({text.notYet})
      </Text>
      <Button size="xs" variant="default" loading={resend.isPending} onClick={() => resend.mutate()}>
        {text.sendAgain}
      </Button>
    </Group>
  );
}
