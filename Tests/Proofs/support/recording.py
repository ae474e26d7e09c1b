"""What a process did to its files, as recorder.c saw it, and the disks a power cut could have left behind.

A write may be on the disk from the moment it begins, whole or by sectors of 512 bytes, and is for good once a sync of its file has ended that began after
it; a name likewise by a sync of its directory. Between the two, anything goes: this model shares no code with that of the simulation.
"""
import collections
import os
import pathlib
import struct

SECTOR = 512
# Zeros this long are written to files that grow: only their length matters.
ZEROS_MIN = 64 << 10
ENTRY = struct.Struct("<QQqqqQIiIIQ")
OPEN, WRITE, SYNC, TRUNCATE, RENAME, UNLINK, MKDIR, CLOSE, OTHER = range(1, 10)

Entry = collections.namedtuple("Entry", "start end result offset length zero kind descriptor path new_path process data")


class Unexpected(Exception):
    """The process did something this model does not know."""


def read(directory):
    """All entries of all processes, as (time, is it the end, entry) in order."""
    points = []
    for file in sorted(pathlib.Path(directory).glob("*.recording")):
        data, place = memoryview(file.read_bytes()), 0
        while place < len(data):
            start, end, result, offset, length, zero, kind, descriptor, path, new_path, process = ENTRY.unpack_from(data, place)
            place += ENTRY.size
            texts = []
            for size in (path, new_path):
                texts.append(bytes(data[place:place + size]).decode())
                place += size
            content = None
            if kind == WRITE and not zero:
                content = data[place:place + length]
                place += length
            entry = Entry(start, end, result, offset, length, zero, kind, descriptor, *texts, process, content)
            points += [(start, False, entry), (end, True, entry)]
    points.sort(key=lambda point: (point[0], not point[1]))
    return points


class Node:
    """A file, apart from its names: what is on the disk in a file of its own, and the writes that wait, oldest first."""

    def __init__(self, path, size=0):
        self.path = path
        self.file = os.open(path, os.O_RDWR | os.O_CREAT, 0o640)
        self.size = size
        self.cached_size = size
        self.pending = []

    def content(self, offset, count):
        return os.pread(self.file, count, offset).ljust(count, b"\0")

    def write(self, entry):
        self.pending.append(entry)
        self.cached_size = max(self.cached_size, entry.offset + entry.length)

    def commit(self, before):
        """Puts on the disk what had ended by then."""
        for entry in self.pending:
            if entry.end <= before:
                self.put(entry)
                self.size = max(self.size, entry.offset + entry.length)
        os.ftruncate(self.file, self.size)
        self.pending = [entry for entry in self.pending if entry.end > before]

    def put(self, entry):
        if entry.data is not None:
            os.pwrite(self.file, entry.data, entry.offset)
        elif entry.length < ZEROS_MIN:
            os.pwrite(self.file, bytes(entry.length), entry.offset)
        elif entry.offset < self.size:
            raise Unexpected("zeros over what was there")

    def versions(self):
        """Of each sector that waits: what it may hold, the oldest content first."""
        sectors = {}
        size = self.size
        for entry in self.pending:
            size = max(size, entry.offset + entry.length)
            if entry.data is None and entry.length >= ZEROS_MIN:
                if entry.offset < self.size:
                    raise Unexpected("zeros over what was there")
                continue
            data = entry.data if entry.data is not None else bytes(entry.length)
            for sector in range(entry.offset // SECTOR, (entry.offset + entry.length - 1) // SECTOR + 1):
                start = sector * SECTOR
                known = sectors.setdefault(sector, [self.content(start, max(0, min(SECTOR, self.size - start)))])
                page = bytearray(known[-1].ljust(min(SECTOR, size - start), b"\0"))
                low, high = max(entry.offset, start), min(entry.offset + entry.length, start + SECTOR)
                page[low - start:high - start] = data[low - entry.offset:high - entry.offset]
                known.append(bytes(page))
        return sectors


class Disk:
    """Walks through a recording; `image` makes what a power cut would leave at the point reached."""

    def __init__(self, base, root, scratch, forgets=()):
        """`base` holds what was under `root` when the recording began. `forgets`: kinds of entries that are passed over, to try whoever looks at the images."""
        self.root, self.scratch, self.forgets = root, pathlib.Path(scratch), forgets
        (self.scratch / "nodes").mkdir(parents=True)
        self.undone = []
        self.nodes, self.names, self.descriptors, self.opening = [], {}, {}, {}
        for directory in ("log", "snapshots"):
            for path in sorted(pathlib.Path(base, directory).iterdir()):
                node = self.new_node(path.stat().st_size)
                copy(path, node.path)
                self.names[f"{directory}/{path.name}"] = node
        self.durable_names = dict(self.names)
        self.changes = []
        # All names there have been.
        self.ever = dict(self.names)

    def new_node(self, size=0):
        node = Node(str(self.scratch / "nodes" / str(len(self.nodes))), size)
        self.nodes.append(node)
        return node

    def inside(self, path):
        return path[len(self.root):].lstrip("/")

    def apply(self, is_end, entry):
        key = (entry.process, entry.descriptor)
        if entry.kind in self.forgets:
            return
        if entry.kind == OPEN and is_end:
            # Only now is the number this file's: another thread may have closed what had it before.
            self.descriptors[key] = self.opening.pop(id(entry))
        elif entry.kind == OPEN:
            self.opening[id(entry)] = self.open(entry)
        elif entry.kind == CLOSE and is_end:
            self.descriptors.pop(key, None)
        elif entry.kind == WRITE and not is_end:
            self.descriptors[key].write(entry)
        elif entry.kind == SYNC and is_end and entry.result == 0:
            what = self.descriptors[key]
            if isinstance(what, Node):
                what.commit(entry.start)
            else:
                self.commit_names(what, entry.start)
        elif entry.kind in (RENAME, UNLINK) and not is_end and entry.result == 0:
            name, new_name = self.inside(entry.path), self.inside(entry.new_path)
            self.change(entry, new_name if entry.kind == RENAME else name, self.names.pop(name) if entry.kind == RENAME else None, name)
        elif entry.kind == TRUNCATE:
            raise Unexpected(f"a file is cut to {entry.offset}")
        elif entry.kind == MKDIR and entry.result == 0:
            raise Unexpected(f"directory {entry.path} is made")
        elif entry.kind == OTHER:
            raise Unexpected(entry.path)

    def open(self, entry):
        """The file, or the name of the directory."""
        name = self.inside(entry.path)
        if name in ("", "log", "snapshots"):
            return name
        if name not in self.names:
            self.change(entry, name, self.new_node())
        elif entry.offset & os.O_TRUNC and self.names[name].cached_size:
            raise Unexpected(f"{name} is emptied")
        return self.names[name]

    def change(self, entry, name, node, old_name=None):
        """A name gets a node or, with None, goes."""
        if node is None:
            self.names.pop(name, None)
        else:
            self.names[name] = self.ever[name] = node
        self.changes.append((entry, name, node, old_name))

    def commit_names(self, directory, before):
        inside = [change for change in self.changes if os.path.dirname(change[1]) == directory and change[0].end <= before]
        for change in inside:
            keep(self.durable_names, change)
        self.changes = [change for change in self.changes if change not in inside]

    def image(self, random):
        """A directory as it may be after a power cut, made of links into `nodes`; `undo` takes it away again."""
        names = dict(self.durable_names)
        fate = Fate(random)
        for change in self.changes:
            if fate.choose(2):
                keep(names, change)
        directory = self.scratch / "image"
        for part in ("log", "snapshots"):
            (directory / part).mkdir(parents=True)
        self.undone = []
        for node in self.nodes:
            if node.pending:
                self.tear(node, Fate(random))
        for name, node in names.items():
            os.link(node.path, directory / name)
        return directory

    def tear(self, node, fate):
        size = node.size
        for sector, versions in node.versions().items():
            content = versions[fate.choose(len(versions))]
            if content == versions[0]:
                continue
            self.undone.append((node, sector * SECTOR, versions[0]))
            os.pwrite(node.file, content, sector * SECTOR)
            size = max(size, sector * SECTOR + len(content))
        if fate.choose(2):
            size = max(size, node.cached_size)
        os.ftruncate(node.file, size)

    def undo(self):
        for node, offset, content in self.undone:
            os.pwrite(node.file, content, offset)
        for node in self.nodes:
            if node.pending:
                os.ftruncate(node.file, node.size)
        for part in ("log", "snapshots"):
            for path in (self.scratch / "image" / part).iterdir():
                path.unlink()
            (self.scratch / "image" / part).rmdir()
        (self.scratch / "image").rmdir()


class Fate:
    """How much a power cut keeps of one file, or of the names."""

    def __init__(self, random):
        self.random, self.style = random, random.choice(("nothing", "everything", "almost nothing", "almost everything", "anything", "anything"))

    def choose(self, count):
        """Which of so many contents, the oldest first."""
        if self.style == "anything" or self.style.startswith("almost") and self.random.random() < 0.1:
            return self.random.randrange(count)
        return 0 if self.style.endswith("nothing") else count - 1


def keep(names, change):
    _, name, node, old_name = change
    if node is None:
        names.pop(name, None)
        return
    names[name] = node
    if old_name is not None and names.get(old_name) is node:
        del names[old_name]


def copy(source, target):
    """With its holes, which are most of a segment."""
    with open(source, "rb") as read, open(target, "wb") as write:
        while block := read.read(1 << 20):
            if block.count(0) == len(block):
                write.seek(len(block), os.SEEK_CUR)
            else:
                write.write(block)
        write.truncate(os.path.getsize(source))
