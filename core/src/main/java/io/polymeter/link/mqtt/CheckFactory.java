package io.polymeter.link.mqtt;

import java.security.KeyStore;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.TrustManagerFactorySpi;
import org.jspecify.annotations.Nullable;

/// Hands over a check that is there already.
final class CheckFactory extends TrustManagerFactory {

    CheckFactory(TrustManager check) {
        super(new Given(check), null, TrustManagerFactory.getDefaultAlgorithm());
    }

    private static final class Given extends TrustManagerFactorySpi {
        private final TrustManager manager;

        private Given(TrustManager manager) {
            this.manager = manager;
        }

        @Override
        protected void engineInit(@Nullable KeyStore store) {}

        @Override
        protected void engineInit(@Nullable ManagerFactoryParameters parameters) {}

        @Override
        protected TrustManager[] engineGetTrustManagers() {
            return new TrustManager[] {manager};
        }
    }
}
