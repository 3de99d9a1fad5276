import { Button, Checkbox, Fieldset, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { toProblem } from '../../server/problem';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';
import { today } from '../../ui/format';
import { useDeed } from '../../ui/useDeed';
import { changePatient, type PatientChange, type PatientDetails } from './api';
import { changeOf, type DetailFields, fieldsOf } from './change';
import classes from './patients.module.css';
import { patientQuery, patientsQuery } from './queries';
import { emailProblem, phoneProblem } from './validate';

const text = strings.patients;

interface EditPatientProps {
  patient: PatientDetails;
  onClose: () => void;
}

/** Name, ways to reach the client, and whom to call when something happens. */
export function EditPatient({ patient, onClose }: EditPatientProps) {
  const form = useForm<DetailFields>({
    initialValues: fieldsOf(patient),
    validate: {
      name: (value) => (value.trim() === '' ? text.missingName : null),
      email: emailProblem,
      phone: phoneProblem,
      contact_phone: phoneProblem,
      date_of_birth: (value) => (value > today() ? text.badBirth : null),
      contact_name: (value, { contact_phone, contact_relation }) =>
        value.trim() === '' && (contact_phone + contact_relation).trim() !== ''
          ? text.missingContactName
          : null,
    },
  });
  const save = useDeed<PatientChange>({
    run: (change) => changePatient(patient.id, change),
    renews: [patientQuery(patient.id).queryKey, patientsQuery.queryKey, ['sessions']],
    done: () => text.changed,
  });
  const submit = (fields: DetailFields): void => {
    const change = changeOf(patient, fields);
    if (Object.keys(change).length === 0) {
      onClose();
      return;
    }
    save.mutate(change, {
      onSuccess: onClose,
      onError: (thrown) => {
        const { field, message } = toProblem(thrown);
        if (field !== undefined && field in form.values) form.setFieldError(field, message);
      },
    });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={text.editTitle}
      size="lg"
      closeOnClickOutside={!form.isDirty()}
      closeButtonProps={{ 'aria-label': strings.common.close }}
    >
      <form noValidate onSubmit={form.onSubmit(submit)}>
        <Stack gap="sm">
          <TextInput label={text.name} autoComplete="off" data-autofocus {...form.getInputProps('name')} />
          <div className={classes.fields}>
            <TextInput label={text.email} type="email" autoComplete="off" {...form.getInputProps('email')} />
            <TextInput label={text.phone} type="tel" autoComplete="off" {...form.getInputProps('phone')} />
          </div>
          <TextInput
            label={text.birth}
            type="date"
            max={today()}
            maw={220}
            {...form.getInputProps('date_of_birth')}
          />
          <Textarea
            label={text.address}
            autosize
            minRows={2}
            maxLength={500}
            {...form.getInputProps('address')}
          />
          <Fieldset legend={text.emergencyContact} p="sm">
            <Stack gap="sm">
              <TextInput label={text.name} autoComplete="off" {...form.getInputProps('contact_name')} />
              <div className={classes.fields}>
                <TextInput
                  label={text.relation}
                  autoComplete="off"
                  {...form.getInputProps('contact_relation')}
                />
                <TextInput
                  label={text.phone}
                  type="tel"
                  autoComplete="off"
                  {...form.getInputProps('contact_phone')}
                />
              </div>
            </Stack>
          </Fieldset>
          <Checkbox
            label={text.redisclosure}
            description={text.redisclosureHint}
            {...form.getInputProps('redisclosure_notice', { type: 'checkbox' })}
          />
          <FormProblem error={save.error} placed={Object.keys(form.errors).length > 0} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {strings.common.cancel}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {text.saveChanges}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
