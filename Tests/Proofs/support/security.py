"""Runs the parts of the proof, two at a time, and says what came of them."""
import argparse
import concurrent.futures
import importlib
import itertools
import random
import sys
import time
import traceback

PARTS = ["matrix", "strangers", "frames", "tls", "hooks", "secrets", "limits"]


def part(name, seed):
    """One part in a process of its own: what was done, or what was seen instead."""
    began = time.monotonic()
    try:
        done = importlib.import_module("security_" + name).run(random.Random(f"{name} {seed}"))
        return name, True, done, time.monotonic() - began
    except Exception as error:  # whatever it was, the promise was not shown to hold
        place = traceback.format_exc().strip().splitlines()
        return name, False, f"{type(error).__name__}: {error}\n" + "\n".join(place[-7:-1]), time.monotonic() - began


def main():
    options = argparse.ArgumentParser(prog="Tests/Proofs/security")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--minutes", type=float)
    options.add_argument("--part", action="append", choices=PARTS)
    options = options.parse_args()
    end = time.monotonic() + 60 * (options.minutes or 0)
    rounds, seed, last = 0, options.seed, {}
    while rounds == 0 or time.monotonic() < end:
        with concurrent.futures.ProcessPoolExecutor(2) as pool:
            for name, good, what, seconds in pool.map(part, options.part or PARTS, itertools.repeat(seed)):
                print(f"{name}: {'ok' if good else 'BROKEN'}: {what} ({seconds:.1f} s, seed {seed})", flush=True)
                if not good:
                    print(f"security: BROKEN: {name}, seed {seed}: " + what.splitlines()[0])
                    return 1
                last[name] = what
        rounds, seed = rounds + 1, seed + 1
    print(f"security: ok: {rounds} rounds from seed {options.seed}: " + "; ".join(f"{name}: {what}" for name, what in last.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
