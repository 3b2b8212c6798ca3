package io.polymeter.lab.world;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How to see a failure again.
final class Repeat {

    private Repeat() {}

    static Violation explained(Throwable cause, Scenario scenario, long now, String log) {
        String again = scenario.faults() == null
                ? "again: lab/sweep --first " + scenario.seed() + " --seeds 1 --seconds "
                        + scenario.length().toSeconds() + "\n"
                : "";
        Violation violation = new Violation("seed=" + scenario.seed() + " commit=" + commit() + " at "
                + now / Conditions.MS + " ms: " + cause.getMessage() + "\n" + again + "the last lines logged:\n" + log);
        violation.initCause(cause);
        return violation;
    }

    /// The commit of the work tree, as far as it can be read without a program.
    static String commit() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path git = at.resolve(".git");
            if (Files.exists(git)) {
                return head(git);
            }
        }
        return "unknown";
    }

    private static String head(Path git) {
        try {
            Path directory = Files.isDirectory(git)
                    ? git
                    : Path.of(Files.readString(git).strip().replaceFirst("^gitdir: ", ""));
            String head = Files.readString(directory.resolve("HEAD")).strip();
            if (!head.startsWith("ref: ")) {
                return head;
            }
            Path common = Files.exists(directory.resolve("commondir"))
                    ? directory.resolve(
                            Files.readString(directory.resolve("commondir")).strip())
                    : directory;
            return Files.readString(common.resolve(head.substring(5))).strip();
        } catch (IOException _) {
            return "unknown";
        }
    }
}
