import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { endLogin, endOtherLogins, type Me } from '../../api';
import { strings } from '../../strings';
import { moment } from '../../ui/format';
import { ListSkeleton } from '../../ui/ListSkeleton';
import { QueryProblem } from '../../ui/QueryProblem';
import { useDeed } from '../../ui/useDeed';
import { deviceName } from './agent';
import classes from './Devices.module.css';
import { type Device, devicesQuery } from './queries';

const text = strings.devices;

/** Where the person is signed in, this device first, and the way to end each. */
export function Devices({ me }: { me: Me }) {
  const devices = useQuery(devicesQuery);
  const endOthers = useDeed({
    run: () => endOtherLogins(),
    renews: [devicesQuery.queryKey],
    done: () => text.othersEnded,
    tell: true,
  });
  if (devices.isPending) return <ListSkeleton />;
  if (devices.data === undefined) return <QueryProblem error={devices.error} retry={devices.refetch} />;
  const sorted = [...devices.data].sort(
    (a, b) => Number(b.current) - Number(a.current) || b.last_used_at.localeCompare(a.last_used_at),
  );
  return (
    <Stack gap="md">
      <ul className={classes.list} aria-label={text.title}>
        {sorted.map((device) => (
          <DeviceLine key={device.id} device={device} endsAt={device.current ? me.ends_at : null} />
        ))}
      </ul>
      {sorted.length > 1 && (
        <Group>
          <Button variant="default" loading={endOthers.isPending} onClick={() => endOthers.mutate()}>
            {text.endOthers}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

function DeviceLine({ device, endsAt }: { device: Device; endsAt: string | null | undefined }) {
  const name = deviceName(device.agent);
  const end = useDeed({
    run: () => endLogin({ path: { id: device.id } }),
    renews: [devicesQuery.queryKey],
    done: () => text.ended(name),
    tell: true,
  });
  const facts = [
    device.address,
    text.since(moment(device.created_at)),
    device.current ? endsAt && text.until(moment(endsAt)) : text.lastUsed(moment(device.last_used_at)),
  ];
  return (
    <li className={classes.line}>
      <div>
        <Text fw={600}>{device.current ? text.thisDevice(name) : name}</Text>
        <Text size="sm" c="dimmed">
          {facts.filter(Boolean).join(' · ')}
        </Text>
      </div>
      {!device.current && (
        <Button
          size="xs"
          variant="default"
          loading={end.isPending}
          aria-label={text.endOf(name)}
          onClick={() => end.mutate()}
        >
          {text.end}
        </Button>
      )}
    </li>
  );
}
