import { readMapping, type Mapping } from '../../shared/core/crm/mapping.ts';
import { InputError } from '../../shared/core/errors.ts';
import type { Plain } from '../../shared/core/json.ts';
import { readYaml, withLine } from '../read-contract-file.ts';

export interface MappingOnDisk {
  /** The plain data of the file, as the api takes it. */
  readonly file: Plain;
  readonly mapping: Mapping;
}

/** Reads and checks a mapping file. Errors: `input.invalid` with every mistake at once, each with its line. */
export function readMappingFile(path: string): MappingOnDisk {
  const { data, lineOf } = readYaml(path);
  try {
    // YAML's core schema gives nothing but what JSON can hold.
    return { file: data as Plain, mapping: readMapping(data) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const problems = error.problems.map((problem) => ({ ...problem, field: withLine(problem.field, lineOf) }));
    throw new InputError(`${path}: ${error.message}`, problems, error);
  }
}
