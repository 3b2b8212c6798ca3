package io.polymeter.link.mqtt;

import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.KeyManagerFactorySpi;
import javax.net.ssl.ManagerFactoryParameters;
import org.jspecify.annotations.Nullable;

/// Hands over keys that are there already.
final class OwnKeyFactory extends KeyManagerFactory {

    OwnKeyFactory(List<KeyManager> keys) {
        super(new Given(keys), null, KeyManagerFactory.getDefaultAlgorithm());
    }

    private static final class Given extends KeyManagerFactorySpi {
        private final List<KeyManager> keys;

        private Given(List<KeyManager> keys) {
            this.keys = List.copyOf(keys);
        }

        @Override
        protected void engineInit(@Nullable KeyStore store, char @Nullable [] password) {}

        @Override
        protected void engineInit(@Nullable ManagerFactoryParameters parameters) {}

        @Override
        protected KeyManager[] engineGetKeyManagers() {
            return keys.toArray(KeyManager[]::new);
        }
    }
}
