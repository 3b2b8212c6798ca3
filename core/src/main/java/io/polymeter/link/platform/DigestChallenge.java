package io.polymeter.link.platform;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A server's wish for a digest of user and password (RFC 7616), with SHA-256 or MD5.
record DigestChallenge(Map<String, String> parameters, String algorithm, boolean session) {

    private static final int LONGEST = 8000;
    /// What stands between commas; those in quotes are none.
    private static final Pattern PART = Pattern.compile("(?:\"(?:[^\"\\\\]|\\\\.)*+\"|[^,\"])++");
    /// A parameter, and no scheme.
    private static final Pattern NAMED = Pattern.compile("[A-Za-z0-9_-]{1,40}\\s*=");
    private static final Pattern PARAMETER =
            Pattern.compile("([A-Za-z0-9_-]{1,40})\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.){0,1000})\"|([^\\s,\"]{1,1000}))");

    /// The challenges of all headers `WWW-Authenticate`: one header may have several, apart by commas that also part
    /// their parameters (RFC 9110, section 11.6.1).
    static List<String> split(List<String> headers) {
        List<String> challenges = new ArrayList<>();
        for (String header : headers) {
            StringBuilder challenge = new StringBuilder();
            Matcher matcher = PART.matcher(header.length() > LONGEST ? "" : header);
            while (matcher.find()) {
                String part = matcher.group().strip();
                boolean begins = !NAMED.matcher(part).lookingAt();
                if (begins && !challenge.isEmpty()) {
                    challenges.add(challenge.toString());
                    challenge.setLength(0);
                }
                challenge.append(challenge.isEmpty() ? "" : ", ").append(part);
            }
            if (!challenge.isEmpty()) {
                challenges.add(challenge.toString());
            }
        }
        return challenges;
    }

    /// Reads one challenge; null where it is no digest that is known.
    static @Nullable DigestChallenge parse(String header) {
        String text = header.strip();
        if (!text.regionMatches(true, 0, "Digest ", 0, 7) || text.length() > LONGEST) {
            return null;
        }
        Map<String, String> parameters = new HashMap<>();
        Matcher matcher = PARAMETER.matcher(text.substring(7));
        while (matcher.find()) {
            String quoted = matcher.group(2);
            parameters.put(
                    matcher.group(1).toLowerCase(Locale.ROOT),
                    quoted == null ? matcher.group(3) : quoted.replaceAll("\\\\(.)", "$1"));
        }
        String named = parameters.getOrDefault("algorithm", "MD5").toUpperCase(Locale.ROOT);
        boolean session = named.endsWith("-SESS");
        String algorithm = session ? named.substring(0, named.length() - 5) : named;
        boolean known = algorithm.equals("MD5") || algorithm.equals("SHA-256");
        return known && parameters.containsKey("nonce") && parameters.containsKey("realm")
                ? new DigestChallenge(Map.copyOf(parameters), algorithm, session)
                : null;
    }

    /// How much it is worth: SHA-256 before MD5.
    int strength() {
        return algorithm.equals("MD5") ? 1 : 2;
    }

    /// The header `Authorization`.
    ///
    /// @param use of the challenge's nonce
    String answer(String username, String password, Request request, Use use) {
        String cnonce = use.cnonce();
        String nonce = parameters.getOrDefault("nonce", "");
        String realm = parameters.getOrDefault("realm", "");
        String secret = hash(username + ":" + realm + ":" + password);
        if (session) {
            secret = hash(secret + ":" + nonce + ":" + cnonce);
        }
        String what = hash(request.method() + ":" + request.uri());
        String quality = parameters.getOrDefault("qop", "");
        boolean auth = quality.matches("(.*[ ,])?auth([ ,].*)?");
        String times = String.format(Locale.ROOT, "%08x", use.count());
        String response = auth
                ? hash(String.join(":", secret, nonce, times, cnonce, "auth", what))
                : hash(secret + ":" + nonce + ":" + what);
        String opaque = parameters.get("opaque");
        String named = parameters.get("algorithm");
        return "Digest username=" + quoted(username) + ", realm=" + quoted(realm) + ", nonce=" + quoted(nonce)
                + ", uri=" + quoted(request.uri()) + ", response=\"" + response + "\""
                + (named == null ? "" : ", algorithm=" + named)
                + (auth ? ", qop=auth, nc=" + times : "")
                + (auth || session ? ", cnonce=" + quoted(cnonce) : "")
                + (opaque == null ? "" : ", opaque=" + quoted(opaque));
    }

    /// One use of a nonce.
    ///
    /// @param count how often the nonce was used, from 1
    /// @param cnonce a random text
    record Use(int count, String cnonce) {}

    /// What is asked for.
    record Request(String method, String uri) {}

    private String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
