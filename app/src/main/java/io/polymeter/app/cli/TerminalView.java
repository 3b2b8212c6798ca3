package io.polymeter.app.cli;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Text that is shown again and again, and notes to it: drawn in place on a terminal, anywhere else one text after the
/// other, and a note once for as long as it holds.
final class TerminalView {

    private static final String HOME = "\u001b[H";
    private static final String CLEAR_LINE = "\u001b[K";
    private static final String CLEAR_REST = "\u001b[J";

    private final PrintWriter out;
    private final PrintWriter err;
    private final Size size;
    private boolean drawn;
    private String text = "";
    private List<String> notes = List.of();

    /// How many characters fit.
    ///
    /// @param rows 0 where nothing is drawn in place
    record Size(int rows, int columns) {

        private static final Size NONE = new Size(0, 0);
        private static final Size USUAL = new Size(24, 80);
    }

    /// @param err gets the notes where this is no terminal
    TerminalView(PrintWriter out, PrintWriter err, Size size) {
        this.out = out;
        this.err = err;
        this.size = size;
    }

    /// @param err gets the notes where this is no terminal
    /// @param inPlace whether each text replaces the one before, if this is a terminal
    static TerminalView of(PrintWriter out, PrintWriter err, boolean inPlace) {
        Console console = inPlace ? System.console() : null;
        return new TerminalView(out, err, console != null && console.isTerminal() ? size() : Size.NONE);
    }

    /// Of the terminal; it may change while something is shown.
    private static Size size() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (var reader = stty.inputReader()) {
                String line = reader.readLine();
                boolean ended = stty.waitFor(2, TimeUnit.SECONDS);
                String[] words =
                        line == null || !ended ? new String[0] : line.strip().split(" ", 2);
                Size told = words.length < 2
                        ? Size.USUAL
                        : new Size(Integer.parseInt(words[0]), Integer.parseInt(words[1].strip()));
                return told.rows() > 2 && told.columns() > 2 ? told : Size.USUAL;
            }
        } catch (IOException | NumberFormatException _) {
            return Size.USUAL;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Size.USUAL;
        }
    }

    /// Shows a text, and what has to be said beside it.
    void show(String shown, List<String> said) {
        text = shown;
        if (size.rows() > 0) {
            draw(said);
            return;
        }
        tell(said);
        out.print(text);
        out.flush();
    }

    /// There is no new text: the last one stays.
    void keep(List<String> said) {
        if (size.rows() > 0) {
            draw(said);
        } else {
            tell(said);
        }
    }

    private void tell(List<String> said) {
        said.stream().filter(note -> !notes.contains(note)).forEach(err::println);
        err.flush();
        notes = List.copyOf(said);
    }

    private void draw(List<String> said) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        int room = Math.max(2, size.rows() - 1 - said.size());
        if (lines.size() > room) {
            int more = lines.size() - room + 1;
            lines.subList(room - 1, lines.size()).clear();
            lines.add("… " + more + " more lines: make the terminal taller, or leave out --watch");
        }
        lines.addAll(said);
        StringBuilder frame = new StringBuilder(drawn ? HOME : HOME + CLEAR_REST);
        lines.stream()
                .limit(size.rows() - 1L)
                .forEach(line -> frame.append(cut(line)).append(CLEAR_LINE).append('\n'));
        out.print(frame.append(CLEAR_REST));
        out.flush();
        drawn = true;
    }

    /// A line that went on in the next row would move all below it.
    private String cut(String line) {
        int columns = size.columns();
        return line.codePointCount(0, line.length()) <= columns
                ? line
                : line.substring(0, line.offsetByCodePoints(0, columns - 1)) + "…";
    }
}
