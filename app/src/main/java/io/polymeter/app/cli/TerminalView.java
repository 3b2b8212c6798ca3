package io.polymeter.app.cli;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Text that is shown again and again: drawn in place on a terminal, one after the other anywhere else.
final class TerminalView {

    private static final String HOME = "\u001b[H";
    private static final String CLEAR_LINE = "\u001b[K";
    private static final String CLEAR_REST = "\u001b[J";
    private static final int ROWS = 24;

    private final PrintWriter out;
    private final int rows;
    private boolean drawn;

    private TerminalView(PrintWriter out, int rows) {
        this.out = out;
        this.rows = rows;
    }

    /// @param inPlace whether each text replaces the one before, if this is a terminal
    static TerminalView of(PrintWriter out, boolean inPlace) {
        Console console = inPlace ? System.console() : null;
        return new TerminalView(out, console != null && console.isTerminal() ? height() : 0);
    }

    /// How many rows the terminal has.
    private static int height() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (var reader = stty.inputReader()) {
                String line = reader.readLine();
                boolean ended = stty.waitFor(2, TimeUnit.SECONDS);
                int rows = line == null || !ended
                        ? 0
                        : Integer.parseInt(line.strip().replaceFirst(" .*", ""));
                return rows > 2 ? rows : ROWS;
            }
        } catch (IOException | NumberFormatException _) {
            return ROWS;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return ROWS;
        }
    }

    void show(String text) {
        if (rows == 0) {
            out.print(text);
            out.flush();
            return;
        }
        StringBuilder frame = new StringBuilder(drawn ? HOME : HOME + CLEAR_REST);
        List<String> lines = text.lines().toList();
        boolean fits = lines.size() < rows;
        lines.subList(0, fits ? lines.size() : rows - 2)
                .forEach(line -> frame.append(line).append(CLEAR_LINE).append('\n'));
        if (!fits) {
            frame.append("… ")
                    .append(lines.size() - rows + 2)
                    .append(" more lines: make the terminal taller, or leave out --watch")
                    .append(CLEAR_LINE)
                    .append('\n');
        }
        out.print(frame.append(CLEAR_REST));
        out.flush();
        drawn = true;
    }
}
