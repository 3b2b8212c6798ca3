package io.polymeter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.polymeter.config.yaml.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFileTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path directory;

    @Test
    void isReadByItsOwnerAlone() throws IOException {
        SecretFile secrets = SecretFile.in(directory.resolve("state"));
        secrets.put(Map.of("TOKEN", "a=b # c \"d\" "));
        secrets.put(Map.of("OTHER", "2"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secrets.path())))
                .isEqualTo("rw-------");
        assertThat(Files.readAllLines(secrets.path())).containsExactly("TOKEN=a=b # c \"d\" ", "OTHER=2");
        assertThat(secrets.get("TOKEN")).isEqualTo("a=b # c \"d\" ");
        assertThat(secrets.get("NONE")).isNull();
    }

    @Test
    void aConfigurationTakesTheEnvironmentFirst() throws IOException {
        Path file = directory.resolve("polymeter.yaml");
        Files.writeString(file, "meters: {}\nhttp: { password: ${P} }\nstate: kept\n");
        SecretFile secrets = SecretFile.in(directory.resolve("kept"));
        assertThat(problems(file, Map.of()))
                .singleElement()
                .asString()
                .contains("the environment variable P is not set, and ", "/secrets does not have it");
        secrets.put(Map.of("P", "kept-9f2"));
        assertThat(password(file, Map.of())).isEqualTo("kept-9f2");
        assertThat(password(file, Map.of("P", "set-3c1"))).isEqualTo("set-3c1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw-r--r--", "rw--w----", "rw-----w-", "rwx------", "rw-rw-rw-"})
    void whatOthersMayReadIsNotUsed(String mode) throws IOException {
        Path file = directory.resolve("polymeter.yaml");
        Files.writeString(file, "meters: {}\nhttp: { password: ${P} }\nstate: kept\n");
        SecretFile secrets = SecretFile.in(directory.resolve("kept"));
        secrets.put(Map.of("P", "kept-9f2"));
        Files.setPosixFilePermissions(secrets.path(), PosixFilePermissions.fromString(mode));
        assertThat(secrets.get("P")).isNull();
        assertThat(problems(file, Map.of()).stream().map(Object::toString))
                .hasSize(2)
                .anyMatch(line -> line.contains("nothing in it is used") && line.contains("chmod 600"))
                .anyMatch(line -> line.contains("is not used, because others may read it"));
        assertThat(password(file, Map.of())).isEqualTo("none");
        assertThat(password(file, Map.of("P", "set-3c1"))).isEqualTo("set-3c1");
        assertThat(problems(file, Map.of("P", "set-3c1"))).hasSize(1);
        Files.setPosixFilePermissions(secrets.path(), PosixFilePermissions.fromString("rw-------"));
        assertThat(password(file, Map.of())).isEqualTo("kept-9f2");
    }

    private static String password(Path file, Map<String, String> environment) {
        Settings settings =
                Configuration.load(file, environment::get, Examples.KINDS).settings();
        Secret password = settings == null ? null : settings.http().password();
        return password == null ? "none" : password.reveal();
    }

    private static List<?> problems(Path file, Map<String, String> environment) {
        return Configuration.load(file, environment::get, Examples.KINDS)
                .problems()
                .sorted();
    }

    @Test
    void whatCannotBeKeptIsRefused() {
        SecretFile secrets = SecretFile.in(directory);
        assertThatIllegalArgumentException().isThrownBy(() -> secrets.put(Map.of("A", "b\nC=d")));
        assertThatIllegalArgumentException().isThrownBy(() -> secrets.put(Map.of("A=B", "c")));
    }
}
