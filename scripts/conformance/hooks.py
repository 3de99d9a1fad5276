"""Every second id that schemathesis invents is replaced by one that exists, so that answers about real records are compared with
the document as well."""

import atexit
import json
import os

import schemathesis

RECORDS = json.loads(os.environ["CONFORMANCE_RECORDS"])
asked = {}
atexit.register(lambda: print(f"existing records were named {sum(number + 1 >> 1 for number in asked.values())} times"))


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    """Knows clients and sessions; other ids stay what they are."""
    path = context.operation.path
    noun = path.split("/")[2] if path.count("/") > 2 else ""
    if noun in RECORDS and path_parameters and "id" in path_parameters:
        asked[path] = asked.get(path, 0) + 1
        if asked[path] % 2:
            return {**path_parameters, "id": RECORDS[noun]}
    return path_parameters
