package io.polymeter.lab.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A certificate and its key in PEM files, made by openssl.
///
/// @param fingerprint SHA-256, 64 lower-case hexadecimal digits, as openssl tells it
public record TlsFiles(Path certificate, Path key, String fingerprint) {

    /// Signed by itself, valid for a month.
    ///
    /// @param more further arguments of `openssl req`
    public static TlsFiles make(Path directory, String name, String... more) throws IOException, InterruptedException {
        Path certificate = directory.resolve(name + ".pem");
        Path key = directory.resolve(name + ".key");
        List<String> words = new ArrayList<>(List.of("openssl", "req", "-x509", "-newkey", "ec", "-nodes"));
        words.addAll(List.of("-pkeyopt", "ec_paramgen_curve:P-256", "-days", "30", "-subj", "/O=Example/CN=" + name));
        words.addAll(List.of("-keyout", key.toString(), "-out", certificate.toString()));
        words.addAll(List.of(more));
        run(directory, words);
        return new TlsFiles(certificate, key, fingerprint(directory, certificate));
    }

    /// Files that are there.
    public static TlsFiles of(Path certificate, Path key) throws IOException, InterruptedException {
        return new TlsFiles(certificate, key, fingerprint(key.resolveSibling("."), certificate));
    }

    /// Signed by another one, which is a CA.
    public TlsFiles signs(Path directory, String name) throws IOException, InterruptedException {
        return make(directory, name, "-CA", certificate.toString(), "-CAkey", key.toString());
    }

    /// Signed by itself, with a Modbus role (OID 1.3.6.1.4.1.50316.802.1).
    public static TlsFiles withRole(Path directory, String name, String role) throws IOException, InterruptedException {
        return make(directory, name, "-addext", "1.3.6.1.4.1.50316.802.1=ASN1:UTF8String:" + role);
    }

    /// Signed by itself, and valid a month ago.
    public static TlsFiles expired(Path directory, String name) throws IOException, InterruptedException {
        TlsFiles made = make(directory, name);
        Path request = directory.resolve(name + ".csr");
        Path index = directory.resolve(name + ".index");
        run(
                directory,
                List.of(
                        "openssl",
                        "req",
                        "-new",
                        "-key",
                        made.key.toString(),
                        "-subj",
                        "/CN=" + name,
                        "-out",
                        request.toString()));
        java.nio.file.Files.writeString(index, "");
        Path configuration = java.nio.file.Files.writeString(
                directory.resolve(name + ".cnf"),
                "[ca]\ndefault_ca=d\n[d]\ndatabase=" + index + "\nnew_certs_dir=" + directory
                        + "\nrand_serial=yes\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n");
        run(
                directory,
                List.of(
                        "openssl",
                        "ca",
                        "-batch",
                        "-selfsign",
                        "-config",
                        configuration.toString(),
                        "-keyfile",
                        made.key.toString(),
                        "-in",
                        request.toString(),
                        "-startdate",
                        "20200101000000Z",
                        "-enddate",
                        "20200202000000Z",
                        "-notext",
                        "-out",
                        made.certificate.toString()));
        return new TlsFiles(made.certificate, made.key, fingerprint(directory, made.certificate));
    }

    private static String fingerprint(Path directory, Path certificate) throws IOException, InterruptedException {
        String line = run(
                directory,
                List.of("openssl", "x509", "-noout", "-fingerprint", "-sha256", "-in", certificate.toString()));
        return line.substring(line.indexOf('=') + 1).strip().replace(":", "").toLowerCase(java.util.Locale.ROOT);
    }

    private static String run(Path directory, List<String> command) throws IOException, InterruptedException {
        Outcome outcome = Outcome.of(command, directory, Map.of());
        assertThat(outcome.exit()).as("%s: %s", command, outcome).isZero();
        return outcome.out();
    }
}
