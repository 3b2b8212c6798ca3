// Checks an OpenAPI document against the specification's own schema: prints its version, or what is wrong with it.
//
// openapi.mjs FILE

import { Validator } from '@seriousme/openapi-schema-validator';

const validator = new Validator();
const result = await validator.validate(process.argv[2]);
console.log(result.valid ? `valid OpenAPI ${validator.version}` : JSON.stringify(result.errors, null, 1));
process.exit(result.valid ? 0 : 1);
