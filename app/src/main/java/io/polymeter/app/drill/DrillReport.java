package io.polymeter.app.drill;

import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.runtime.Drill;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What was observed, as canonical JSON (sorted keys, no spaces) with its SHA-256 and an Ed25519 signature of the same
/// bytes.
final class DrillReport {

    private final String version;
    private final Instant time;
    private final String configuration;
    private JsonObject body = new JsonObject();

    /// @param configuration SHA-256 of the configuration file
    DrillReport(String version, Instant time, String configuration) {
        this.version = version;
        this.time = time;
        this.configuration = configuration;
    }

    /// The name of a cut in commands and reports.
    static String name(Drill.Cut cut) {
        return cut.name().toLowerCase(Locale.ROOT);
    }

    /// @param how it was cut, for people
    DrillReport of(Drills.Wish wish, String how, Drill.Result result) {
        body = new JsonObject()
                .put("output", wish.output())
                .put("cut", name(wish.cut()))
                .put("how", how)
                .put("for-s", wish.length().toMillis() / 1000.0)
                .put("at", time.toString())
                .put("version", version)
                .put("configuration-sha256", configuration)
                .put("last-served-s", round(result.lastServed()))
                .put("served-meanwhile", result.servedMeanwhile())
                .put("oldest-served-s", round(result.oldestServed()))
                .put("told", result.told())
                .put("recovered-s", round(result.recovered()))
                .put("yardsticks-s", yardsticks(result.lastServed()))
                .put(
                        "requests",
                        result.requests(),
                        phase -> new JsonObject()
                                .put("phase", phase.name())
                                .put("seconds", round(phase.seconds()))
                                .put("asked", phase.asked())
                                .put("served", phase.served())
                                .put("refused", phase.refused())
                                .put("silent", phase.silent())
                                .put("steered-low-w", round(phase.power().low()))
                                .put("steered-high-w", round(phase.power().high())))
                .put("note", "documents observed behaviour, is no proof of conformity");
        return this;
    }

    /// The graded times of grid protection, each with whether values had ended by then.
    private static JsonObject yardsticks(double last) {
        JsonObject yardsticks = new JsonObject();
        for (double second : new double[] {0.1, 3, 5, 10}) {
            yardsticks.put(String.valueOf(second), Double.isNaN(last) || last <= second);
        }
        return yardsticks;
    }

    /// The same with its hash and signature.
    ///
    /// @param key where the key pair is kept, and made where there is none
    JsonObject signed(Path key) throws IOException {
        JsonValue canonical = sorted(body.build());
        byte[] bytes = JsonText.of(canonical).getBytes(StandardCharsets.UTF_8);
        try {
            KeyPair pair = pair(key);
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(bytes);
            return body.put(
                            "sha256",
                            HexFormat.of()
                                    .formatHex(
                                            MessageDigest.getInstance("SHA-256").digest(bytes)))
                    .put("signature", Base64.getEncoder().encodeToString(signature.sign()))
                    .put(
                            "public-key",
                            Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IOException("the report cannot be signed: " + e.getMessage(), e);
        }
    }

    private static KeyPair pair(Path file) throws IOException, GeneralSecurityException {
        if (Files.exists(file)) {
            List<String> parts = Files.readAllLines(file);
            KeyFactory factory = KeyFactory.getInstance("Ed25519");
            PrivateKey secret = factory.generatePrivate(
                    new PKCS8EncodedKeySpec(Base64.getDecoder().decode(parts.get(0))));
            return new KeyPair(
                    factory.generatePublic(
                            new X509EncodedKeySpec(Base64.getDecoder().decode(parts.get(1)))),
                    secret);
        }
        KeyPair made = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Base64.Encoder base = Base64.getEncoder();
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                file,
                base.encodeToString(made.getPrivate().getEncoded()) + "\n"
                        + base.encodeToString(made.getPublic().getEncoded()) + "\n");
        return made;
    }

    /// The same tree with sorted keys.
    static JsonValue sorted(JsonValue value) {
        return switch (value) {
            case JsonValue.ObjectValue(Map<String, JsonValue> members) -> {
                JsonObject object = new JsonObject();
                new TreeMap<>(members).forEach((name, member) -> object.put(name, sorted(member)));
                yield object.build();
            }
            case JsonValue.ArrayValue(var elements) ->
                new JsonValue.ArrayValue(
                        elements.stream().map(DrillReport::sorted).toList());
            default -> value;
        };
    }

    private static double round(double value) {
        return Double.isFinite(value) ? Math.rint(value * 1000) / 1000 : Double.NaN;
    }
}
