"""Makes objects of installed packages and calls them, as JSON-RPC asks it to, a line for a message.

`make {name, of, arguments}` holds what `of`, a dotted name, gives under a name; `call {of, arguments}` calls a method,
or reads an attribute, of what is held; a coroutine is waited for, and a generator becomes a list. An argument `{"$": name}` is what is held under that name.
"""

import asyncio
import importlib
import inspect
import json
import sys
import types

held = {}
loop = asyncio.new_event_loop()


def argument(value):
    if isinstance(value, dict):
        return held[value["$"]] if set(value) == {"$"} else {key: argument(each) for key, each in value.items()}
    return [argument(each) for each in value] if isinstance(value, list) else value


def make(name, of, arguments):
    module, _, attribute = of.rpartition(".")
    held[name] = getattr(importlib.import_module(module), attribute)(**argument(arguments))


def call(of, arguments):
    first, *rest = of.split(".")
    target = held[first]
    for name in rest:
        target = getattr(target, name)
    result = target(**argument(arguments)) if callable(target) else target
    if inspect.iscoroutine(result):
        result = loop.run_until_complete(result)
    return list(result) if isinstance(result, types.GeneratorType) else result


def answer_to(message):
    try:
        return {"result": {"make": make, "call": call}[message["method"]](**message["params"])}
    except Exception as error:
        kinds = [kind.__name__ for kind in type(error).__mro__]
        plain = {name: value for name, value in vars(error).items() if isinstance(value, (str, int, float))}
        return {"error": {"code": -32000, "message": str(error), "data": {"kinds": kinds, **plain}}}


def main():
    answers = sys.stdout
    # What a package prints is no answer.
    sys.stdout = sys.stderr
    for line in sys.stdin:
        message = json.loads(line)
        print(json.dumps({"jsonrpc": "2.0", "id": message["id"], **answer_to(message)}), file=answers, flush=True)


main()
