"""The real window under Xvfb, with real keys, pointer and clipboard. Skipped, and said so, only where Xvfb or xdotool is missing."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

PROGRAM = sys.argv[1]
MISSING = [tool for tool in ("Xvfb", "xdotool") if not shutil.which(tool)]
SKIPPED = 77


def until(what, seconds=10.0):
    """Waits for something to become true, and gives it back."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("never came true: " + getattr(what, "__name__", str(what)))


class Display:
    def __enter__(self):
        read, write = os.pipe()
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1920x1080x24", "-nolisten", "tcp", "-noreset"], pass_fds=[write],
                                       stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()
        assert number, "Xvfb did not start"
        self.env = {**os.environ, "DISPLAY": ":" + number, "LC_ALL": "C", "SDL_VIDEODRIVER": "x11"}
        return self

    def __exit__(self, *unused):
        self.server.terminate()
        self.server.wait()


class Window:
    """The program in its window, told by a folder in which its pictures land."""

    def __init__(self, display, *flags):
        self.env = display.env
        self.folder = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen([PROGRAM, *flags], env=self.env, cwd=self.folder.name, stderr=subprocess.PIPE)
        self.id = until(self.find)
        self.tool("windowfocus", self.id)
        self.tool("mousemove", "5", "5")  # beside the window, or what lies under the pointer would be explained

    def tool(self, *words):
        return subprocess.run(["xdotool", *words], env=self.env, capture_output=True, text=True).stdout.strip()

    def find(self):
        return self.tool("search", "--onlyvisible", "--name", "^Unroll$").split("\n")[0]

    def key(self, *names):
        for name in names:
            self.tool("key", name)

    def picture(self):
        """What the window shows, as it saves it itself."""
        path = pathlib.Path(self.folder.name) / "unroll.png"
        if path.exists():
            path.unlink()
        self.key("ctrl+s")  # also while a field has the keyboard
        until(lambda: path.exists() and path.stat().st_size > 0)
        return path.read_bytes()

    def settled(self):
        """A picture once nothing moves and no message is shown: two in a row are equal."""
        before = None
        for _ in range(100):
            time.sleep(0.3)
            now = self.picture()
            self.key("Escape")  # the message that it was saved
            if now == before:
                return now
            before = now
        raise AssertionError("never at rest")

    def status(self, name):
        return int(re.search(rf"{name}:\s+(\d+)", pathlib.Path(f"/proc/{self.process.pid}/status").read_text()).group(1))

    def ticks(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return int(fields[11]) + int(fields[12])

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.process.kill()
        self.process.communicate()
        self.folder.cleanup()


def rendered(folder, env, *flags):
    path = os.path.join(folder, "rendered.png")
    subprocess.run([PROGRAM, "render", "-o", path, *flags], env=env, check=True)
    return pathlib.Path(path).read_bytes()


def test_keys_move_through_time(display):
    with Window(display, "--hidden", "3") as window:
        first = window.settled()
        assert first == rendered(window.folder.name, display.env, "--hidden", "3", "--size", "1280x720")
        window.key("Right", "Right")
        second = window.settled()
        assert second != first
        window.key("Left", "Left")
        assert window.settled() == first
        window.key("End")
        last = window.settled()
        assert last == rendered(window.folder.name, display.env, "--hidden", "3", "--at", "update", "--size", "1280x720")
        window.key("ctrl+Left", "shift+Left", "alt+Left")
        assert window.settled() not in (first, last)
        window.key("Home", "l", "t")
        assert window.settled() == rendered(window.folder.name, display.env, "--hidden", "3", "--size", "1280x720", "--lang", "ko", "--theme", "dark")
        window.key("Home", "space")
        time.sleep(1.5)
        window.key("space")
        assert window.settled() != first


def fields_between(first, last):
    """How many fields of the panel, which stand in the order of the flags, `last` comes behind `first`."""
    keys = re.findall(r"(?m)^  --([a-z-]+)", subprocess.run([PROGRAM, "--help", "--lang", "en"], capture_output=True, text=True).stdout.split("The experiment:")[1])
    return keys.index(last) - keys.index(first)


def test_typing_changes_the_experiment(display):
    with Window(display, "--hidden", "3", "--theme", "dark") as window:
        before = window.settled()
        window.key("e")
        opened = window.settled()
        assert opened != before
        # Tab goes from field to field, selects the value, and typing replaces it.
        window.key(*["Tab"] * fields_between("cell", "hidden"))
        window.tool("type", "0")
        window.key("Return")
        time.sleep(0.3)
        window.key("BackSpace", "5", "Return")
        time.sleep(0.3)
        window.key("e")
        assert window.settled() == rendered(window.folder.name, display.env, "--hidden", "5", "--theme", "dark", "--size", "1280x720")
        window.key("u")
        assert window.settled() == before


def test_a_cell_is_written_and_saved(display):
    cell = "h[t] = (tanh(W x[t] + U h[t-1]))"  # nothing on the way to it is a cell
    with Window(display, "--hidden", "3", "--theme", "dark") as window:
        before = window.settled()
        window.key("shift+e", "ctrl+a")
        window.tool("type", "--delay", "1", cell[:-1])
        window.key("Escape")
        script = pathlib.Path(window.folder.name) / "write.script"
        script.write_text("equations\nkey Ctrl+a\ntype " + cell[:-1] + "\nkey Esc\n")
        flags = ["--hidden", "3", "--theme", "dark", "--size", "1280x720", "--script", str(script)]
        wrong = window.settled()
        assert wrong != before and wrong == rendered(window.folder.name, display.env, *flags)
        window.key("shift+e")
        window.tool("type", ")")
        window.key("ctrl+s", "ctrl+a")
        window.tool("type", "mine.cell")
        window.key("Return", "Escape", "Escape", "Escape")
        saved = pathlib.Path(window.folder.name) / "mine.cell"
        assert until(saved.exists) and saved.read_text() == cell + "\n"
        assert window.settled() == rendered(window.folder.name, {**display.env, "PWD": window.folder.name}, "--cell", str(saved), *flags[:6])


def test_the_pointer_scrubs_and_presses_buttons(display):
    with Window(display, "--hidden", "3") as window:
        first = window.settled()
        width, height = (int.from_bytes(first[at:at + 4], "big") for at in (16, 20))
        # The timeline is the lowest of what can be pressed.
        late = first
        for above in range(4, height // 8, 6):
            window.tool("mousemove", "--window", window.id, str(5 * width // 8), str(height - above), "click", "1", "mousemove", "5", "5")
            late = window.settled()
            if late != first:
                break
        assert late != first
        # In the middle of the window is the stage.
        window.tool("mousemove", "--window", window.id, str(width // 2), str(height // 2), "click", "4", "click", "4", "click", "4", "mousemove", "5", "5")
        near = window.settled()
        assert near != late
        window.key("f")
        assert window.settled() == late


def test_copy_and_paste_through_the_clipboard(display):
    with Window(display, "lstm", "--hidden", "2", "--theme", "contrast") as window:
        window.key("End")
        there = window.settled()
        window.key("c")
        window.key("Home", "t")
        assert window.settled() != there
        window.key("v")
        assert window.settled() == there


def test_resizing_draws_at_the_new_size(display):
    with Window(display, "--hidden", "3") as window:
        window.settled()
        window.tool("windowsize", window.id, "1000", "600")
        picture = window.settled()
        assert (int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")) == (1000, 600)
        assert picture == rendered(window.folder.name, display.env, "--hidden", "3", "--size", "1000x600")
        window.tool("windowsize", window.id, "1400", "900")
        picture = window.settled()
        assert (int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")) == (1400, 900)


def test_an_idle_window_takes_no_time_and_little_memory(display):
    with Window(display, "--size", "1920x1080") as window:
        window.settled()
        time.sleep(10)  # the message about the last picture goes away
        before = window.ticks()
        time.sleep(3)
        assert window.ticks() - before <= 1, "an idle window works"
        if not sanitized():
            assert window.status("VmRSS") < 64 * 1024, window.status("VmRSS")


def sanitized():
    return b"__asan_init" in pathlib.Path(PROGRAM).read_bytes()


def test_quitting_ends_with_0(display):
    with Window(display) as window:
        window.settled()
        window.key("ctrl+q")
        assert window.process.wait(5) == 0


def test_random_keys_do_no_harm(display):
    """A fixed walk over all keys, long enough to open everything at odd moments."""
    keys = ["Right", "Left", "space", "o", "e", "Tab", "Tab", "Return", "5", "Return", "Escape", "question", "Down", "Escape", "t", "l", "m", "Up", "Down",
            "comma", "period", "n", "p", "u", "w", "a", "plus", "minus", "ctrl+plus", "ctrl+minus", "End", "Home", "ctrl+Right", "shift+Right", "alt+Right", "c", "v"]
    with Window(display, "gru", "--hidden", "3", "--bptt", "2") as window:
        state = 7
        for _ in range(150):
            state = (state * 1103515245 + 12345) % 2 ** 31
            window.key(keys[(state >> 16) % len(keys)])
            assert window.process.poll() is None
        window.key("Escape", "Escape", "Escape", "Escape", "ctrl+q")
        assert window.process.wait(10) == 0


if __name__ == "__main__":
    if MISSING:
        print("skipped: missing", ", ".join(MISSING))
        sys.exit(SKIPPED)
    with Display() as display:
        tests = [f for name, f in list(globals().items()) if name.startswith("test_")]
        for test in tests:
            test(display)
            print("ok", test.__name__, flush=True)
        assert len(tests) >= 8
