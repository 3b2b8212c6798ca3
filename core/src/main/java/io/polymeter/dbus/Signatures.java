package io.polymeter.dbus;

import java.util.ArrayList;
import java.util.List;

/// Takes signatures apart ("Valid Signatures").
final class Signatures {

    private static final int LONGEST = 255;
    private static final int DEEPEST = 32;
    private static final String BASIC = "ybnqiuxtdsogh";

    private Signatures() {}

    /// The complete types of a signature.
    static List<String> split(String signature) throws MalformedException {
        if (signature.length() > LONGEST) {
            throw new MalformedException("a signature of " + signature.length() + " characters");
        }
        List<String> types = new ArrayList<>();
        int at = 0;
        while (at < signature.length()) {
            int end = end(signature, at, 0);
            types.add(signature.substring(at, end));
            at = end;
        }
        return types;
    }

    /// Where the complete type that begins at an index ends.
    private static int end(String signature, int at, int depth) throws MalformedException {
        if (at >= signature.length() || depth > DEEPEST) {
            throw malformed(signature);
        }
        char code = signature.charAt(at);
        if (BASIC.indexOf(code) >= 0 || code == 'v') {
            return at + 1;
        }
        return switch (code) {
            case 'a' ->
                at + 1 < signature.length() && signature.charAt(at + 1) == '{'
                        ? entryEnd(signature, at + 1, depth + 1)
                        : end(signature, at + 1, depth + 1);
            case '(' -> structEnd(signature, at, depth + 1);
            default -> throw malformed(signature);
        };
    }

    private static int structEnd(String signature, int at, int depth) throws MalformedException {
        int next = end(signature, at + 1, depth);
        while (next < signature.length() && signature.charAt(next) != ')') {
            next = end(signature, next, depth);
        }
        if (next >= signature.length()) {
            throw malformed(signature);
        }
        return next + 1;
    }

    private static int entryEnd(String signature, int at, int depth) throws MalformedException {
        if (at + 1 >= signature.length() || BASIC.indexOf(signature.charAt(at + 1)) < 0) {
            throw malformed(signature);
        }
        int end = end(signature, at + 2, depth);
        if (end >= signature.length() || signature.charAt(end) != '}') {
            throw malformed(signature);
        }
        return end + 1;
    }

    /// How values of a type are aligned ("Summary of D-Bus marshaling").
    static int alignment(char code) {
        return switch (code) {
            case 'n', 'q' -> 2;
            case 'b', 'i', 'u', 'a', 's', 'o', 'h' -> 4;
            case 'x', 't', 'd', '(', '{' -> 8;
            default -> 1;
        };
    }

    private static MalformedException malformed(String signature) {
        return new MalformedException("'" + signature + "' is no signature");
    }
}
