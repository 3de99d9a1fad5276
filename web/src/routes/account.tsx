import { Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { AddressLine } from '../features/account/AddressLine';
import { ChangePassword } from '../features/account/ChangePassword';
import { Devices } from '../features/account/Devices';
import { meQuery } from '../features/account/queries';
import { SecondFactorSection } from '../features/account/SecondFactorSection';
import { useMe } from '../features/account/useMe';
import { strings } from '../strings';
import { named } from '../ui/named';
import { Page } from '../ui/Page';

/** Everything a person can do about their own way in. */
export function AccountPage() {
  const me = useMe();
  // Something may have changed elsewhere, such as a confirmed address.
  useQuery({ ...meQuery, staleTime: 0 });
  return (
    <Page title={strings.account.mine}>
      <Stack gap={40}>
        <div>
          <Text>
            {me.full_name}, {named(strings.account.roles, me.role)}
          </Text>
          <AddressLine me={me} />
        </div>
        <Section title={strings.password.title}>
          <ChangePassword email={me.email} />
        </Section>
        <Section title={strings.secondFactor.heading}>
          <SecondFactorSection />
        </Section>
        <Section title={strings.devices.title}>
          <Devices me={me} />
        </Section>
      </Stack>
    </Page>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <Title order={2} mb="xs">
        {title}
      </Title>
      {children}
    </section>
  );
}
