import { encodeJson } from '../json/encode.ts';
import type { Json, JsonObject } from '../json/json.ts';
import { encodeYaml } from '../manifest/yaml.ts';
import type { Sink } from './streams.ts';

/** Prints objects in one of the output formats, one after the other. */
export interface ObjectPrinter {
  print(object: JsonObject): Promise<void>;
  /** Called once, after the last object. */
  end(): Promise<void>;
}

/** YAML documents with `---` between them. */
export function yamlPrinter(sink: Sink): ObjectPrinter {
  let first = true;
  return {
    print: (object) => {
      const separator = first ? '' : '---\n';
      first = false;
      return sink.write(separator + encodeYaml(object));
    },
    end: () => Promise.resolve(),
  };
}

/** One object as it is, several as the items of a `List`. Holds one object back, until it knows which. */
export function jsonPrinter(sink: Sink): ObjectPrinter {
  let held: JsonObject | undefined;
  let open = false;
  const printHeldItem = async (): Promise<void> => {
    if (held)
      await sink.write(`${open ? ',' : '{\n  "apiVersion": "v1",\n  "kind": "List",\n  "items": ['}\n${item(held)}`);
    open = true;
  };
  return {
    print: async (object) => {
      if (held) await printHeldItem();
      held = object;
    },
    end: async () => {
      if (!held) return;
      if (!open) return sink.write(`${encodeJson(held, 2)}\n`);
      await printHeldItem();
      await sink.write('\n  ]\n}\n');
    },
  };
}

function item(object: Json): string {
  return encodeJson(object, 2).replace(/^/gm, '    ');
}
