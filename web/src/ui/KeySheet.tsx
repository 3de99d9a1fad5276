import { Kbd, Modal, Table } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { strings } from '../strings';
import { useKeys } from './useKeys';

// The sheet is opened by `?` anywhere and from the account menu.
let open = false;
let notify: () => void = () => {};

function setOpen(value: boolean): void {
  open = value;
  notify();
}

export function showKeys(): void {
  setOpen(true);
}

function watch(watcher: () => void): () => void {
  notify = watcher;
  return () => {
    notify = () => {};
  };
}

const text = strings.keys;

const ROWS: [keys: string[], does: string][] = [
  [[text.space], text.rows.play],
  [['J', '←'], text.rows.back],
  [['K'], text.rows.pause],
  [['L', '→'], text.rows.forward],
  [['/'], text.rows.find],
  [['N'], text.rows.next],
  [['1', '2', '3'], text.rows.decide],
  [['⌫'], text.rows.undo],
  [['←', '→'], text.rows.week],
  [['T'], text.rows.thisWeek],
  [['C'], text.rows.plan],
  [['0', '1', '2', '3'], text.rows.answer],
  [['Esc'], text.rows.escape],
  [['?'], text.rows.sheet],
];

/** The same keys work on every page; this lists them. */
export function KeySheet() {
  const opened = useSyncExternalStore(watch, () => open);
  useKeys({ '?': showKeys });
  return (
    <Modal
      opened={opened}
      onClose={() => setOpen(false)}
      title={text.title}
      closeButtonProps={{ 'aria-label': strings.common.close }}
    >
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{text.key}</Table.Th>
            <Table.Th>{text.does}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {ROWS.map(([keys, does]) => (
            <Table.Tr key={does}>
              <Table.Td>
                {keys.map((key) => (
                  <Kbd key={key} mr={4}>
                    {key}
                  </Kbd>
                ))}
              </Table.Td>
              <Table.Td>{does}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
