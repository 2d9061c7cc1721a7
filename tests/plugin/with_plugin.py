#!/usr/bin/env python3
"""Runs tshark or wireshark with the plugin of a build, and nothing else of the user's.

with_plugin.py BUILD_DIR [--profile FOLDER] COMMAND...       by hand
from with_plugin import Wireshark                            in a test

Wireshark takes personal plugins from nobody who runs as root, so root steps
down to nobody. Home, configuration and plugins are in a folder of their own
that goes when the object goes. No tshark or no plugin: exit status 77, which
CTest counts as skipped.
"""
import atexit
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

NOBODY = 65534
TIMEOUT_S = 120


def skip(why):
    print("skipped:", why)
    sys.exit(77)


def plugin_of(build_dir):
    """The one file that the build made, or None where it was built without."""
    path = os.path.join(build_dir, "plugin", "ringside.so")
    return path if os.path.exists(path) else None


class Wireshark:
    def __init__(self, build_dir):
        self.plugin = plugin_of(build_dir)
        if not shutil.which("tshark"):
            skip("no tshark")
        if not self.plugin:
            skip("no plugin in " + build_dir)
        self.stepping_down = os.geteuid() == 0
        if self.stepping_down and not shutil.which("setpriv"):
            skip("root, and no setpriv to step down with")
        told = subprocess.run(["tshark", "--version"], capture_output=True, text=True).stdout
        self.version = re.search(r"(\d+)\.(\d+)\.(\d+)", told).group(0)
        self.series = tuple(int(n) for n in self.version.split(".")[:2])
        self.folder = tempfile.mkdtemp(prefix="ringside-plugin-")
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        os.chmod(self.folder, 0o755)
        self.home = os.path.join(self.folder, "home")
        os.mkdir(self.home)
        if self.stepping_down:
            os.chown(self.home, NOBODY, NOBODY)
        self.plugins = os.path.join(self.folder, "plugins")
        place = os.path.join(self.plugins, "%d.%d" % self.series, "epan")
        os.makedirs(place)
        shutil.copy(self.plugin, place)
        os.makedirs(os.path.join(self.folder, "no-plugins"))

    def environment(self, plugin=True):
        env = {k: v for k, v in os.environ.items()
               if not k.startswith(("WIRESHARK_", "XDG_"))}
        env.update(HOME=self.home, LC_ALL="C.UTF-8", TZ="UTC",
                   WIRESHARK_PLUGIN_DIR=self.plugins if plugin
                   else os.path.join(self.folder, "no-plugins"))
        env.update(self.sanitizer() if plugin else {})
        return env

    def sanitizer(self):
        """A plugin under AddressSanitizer wants its library first of all."""
        needs = subprocess.run(["ldd", self.plugin], capture_output=True, text=True).stdout
        found = re.search(r"=> (\S*libasan\S*)", needs)
        return {"LD_PRELOAD": found.group(1), "ASAN_OPTIONS": "detect_leaks=0"} if found else {}

    def command(self, *args):
        down = ["setpriv", "--reuid=%d" % NOBODY, "--regid=%d" % NOBODY, "--clear-groups"]
        return (down if self.stepping_down else []) + list(args)

    def run(self, *args, plugin=True, env=None, check=True, cwd=None):
        """The command's stdout, stderr and status; any stderr of ours is a failure to look at."""
        surroundings = self.environment(plugin)
        surroundings.update(env or {})
        done = subprocess.run(self.command(*args), capture_output=True, text=True,
                              errors="replace", env=surroundings, timeout=TIMEOUT_S,
                              cwd=cwd or self.folder)
        if check and done.returncode != 0:
            raise RuntimeError("%s: status %d: %s" % (" ".join(args), done.returncode,
                                                      done.stderr))
        return done

    def tshark(self, *args, **how):
        """stdout of tshark -n ARGS."""
        return self.run("tshark", "-n", *args, **how).stdout

    def fields(self, capture, names, *args, **how):
        """One list a frame, of one list of values a field (a frame may hold several messages)."""
        wanted = [w for n in names for w in ("-e", n)]
        out = self.tshark("-r", capture, "-T", "fields", "-E", "separator=/t",
                          "-E", "aggregator=|", *wanted, *args, **how)
        return [[cell.split("|") if cell else [] for cell in line.split("\t")]
                for line in out.splitlines()]

    def add_profile(self, folder):
        """As a user would: into the profiles of the personal configuration."""
        config = os.path.join(self.home, ".config")
        name = os.path.basename(folder.rstrip("/"))
        shutil.copytree(folder, os.path.join(config, "wireshark", "profiles", name))
        for place, _, files in os.walk(config):
            for path in [place] + [os.path.join(place, f) for f in files]:
                if self.stepping_down:
                    os.chown(path, NOBODY, NOBODY)

    def place(self, path):
        """The capture where whoever runs tshark can read it."""
        if not self.stepping_down:
            return os.path.abspath(path)
        copy = os.path.join(self.folder, os.path.basename(path))
        shutil.copy(path, copy)
        os.chmod(copy, 0o644)
        return copy


class Report:
    """Counts what was asked and says what was not so."""

    def __init__(self):
        self.asked = self.failed = 0

    def same(self, what, got, wanted):
        self.asked += 1
        if got != wanted:
            self.failed += 1
            print("FAIL %s\n  got    %r\n  wanted %r" % (what, got, wanted))

    def true(self, what, so):
        self.same(what, bool(so), True)

    def end(self):
        print("%d checks, %d failed" % (self.asked, self.failed))
        sys.exit(1 if self.failed or not self.asked else 0)


def captures(source_dir):
    return sorted(glob.glob(os.path.join(source_dir, "pcaps", "*.pcap*")))


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    w, command = Wireshark(sys.argv[1]), sys.argv[2:]
    if command[0] == "--profile":
        w.add_profile(command[1])
        command = command[2:]
    sys.exit(subprocess.run(w.command(*command), env=w.environment()).returncode)
