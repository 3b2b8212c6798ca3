package io.polymeter.lab.peer;

import java.nio.file.Files;
import java.nio.file.Path;

/// Where things are in the source tree, whether tests run in the module or above it.
public final class Checkouts {

    private Checkouts() {}

    /// A path below the root of the repository.
    public static Path path(String below) {
        Path here = Path.of("").toAbsolutePath();
        Path root = Files.isDirectory(here.resolve("lab")) ? here : here.getParent();
        if (root == null || !Files.isDirectory(root.resolve("lab"))) {
            throw new IllegalStateException("tests run in the lab module or in the root, not in " + here);
        }
        return root.resolve(below);
    }
}
