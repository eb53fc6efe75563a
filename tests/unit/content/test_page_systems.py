"""Fragments in the manner of well-known shop systems, each with the trap that its markup sets."""
# ruff: noqa: E501, RUF001 - markup as shops write it

from decimal import Decimal
from textwrap import dedent

import pytest

from contentforge_content.sources.url.page import extract_page

PAGES = [
    pytest.param(
        """
        <html lang=en>
        <head>
        <title>Sail Tote - Coastal</title>
        </head>
        <body class="single-product">
        <div class="summary entry-summary">
        <h1 class="product_title entry-title">Sail Tote</h1>
        <p class="price">
        <del aria-hidden="true">
        <span class="woocommerce-Price-amount amount">
        <bdi>
        <span class="woocommerce-Price-currencySymbol">&pound;</span>45.00</bdi>
        </span>
        </del> <span class="screen-reader-text">Original price was: £45.00.</span>
        <ins aria-hidden="true">
        <span class="woocommerce-Price-amount amount">
        <bdi>
        <span class="woocommerce-Price-currencySymbol">&pound;</span>36.00</bdi>
        </span>
        </ins>
        <span class="screen-reader-text">Current price is: £36.00.</span>
        </p>
        <div class="woocommerce-product-details__short-description">
        <p>A tote cut from retired sails, each one different.</p>
        </div>
        </div>
        </body>
        </html>
        """,
        ("Sail Tote", "36.00", "GBP"),
        id="woo sale",
    ),
    pytest.param(
        """
        <html lang=en>
        <head>
        <title>Joust Bag</title>
        </head>
        <body>
        <main>
        <h1 class="page-title">
        <span class="base" data-ui-id="page-title-wrapper">Joust Bag</span>
        </h1>
        <div class="product-info-price">
        <div class="price-box price-final_price">
        <span class="old-price">
        <span class="price-container">
        <span data-price-amount="50" data-price-type="oldPrice" class="price-wrapper">
        <span class="price">$50.00</span>
        </span>
        </span>
        </span>
        <span class="special-price">
        <span class="price-container">
        <span id="product-price-1" data-price-amount="34" data-price-type="finalPrice" class="price-wrapper">
        <span class="price">$34.00</span>
        </span>
        </span>
        </span>
        </div>
        </div>
        <div class="product attribute description">
        <p>The sporty Joust Duffle Bag has room for everything.</p>
        </div>
        </main>
        </body>
        </html>
        """,
        ("Joust Bag", "34", "USD"),
        id="magento",
    ),
    pytest.param(
        """
        <html lang=en>
        <head>
        <title>Shop.example: Brass Compass : Outdoors</title>
        </head>
        <body>
        <div id="centerCol">
        <h1 id="title">
        <span id="productTitle"> Brass Compass </span>
        </h1>
        <div id="corePrice">
        <span class="a-price">
        <span class="a-offscreen">$24.99</span>
        <span aria-hidden="true">
        <span class="a-price-symbol">$</span>
        <span class="a-price-whole">24</span>
        <span class="a-price-fraction">99</span>
        </span>
        </span> <span class="basisPrice">List: <span class="a-price a-text-price">
        <span class="a-offscreen">$35.00</span>
        </span>
        </span>
        </div>
        <div id="feature-bullets">
        <ul>
        <li>Solid brass</li>
        </ul>
        </div>
        </div>
        </body>
        </html>
        """,
        ("Brass Compass", "24.99", "USD"),
        id="amazon-like",
    ),
    pytest.param(
        """
        <html lang=fr>
        <head>
        <title>Mug Renard</title>
        </head>
        <body itemscope itemtype="https://schema.org/WebPage">
        <section id="main" itemscope itemtype="https://schema.org/Product">
        <h1 class="h1" itemprop="name">Mug Renard</h1>
        <div class="product-prices">
        <div class="product-discount">
        <span class="regular-price">14,90 €</span>
        </div>
        <div class="product-price" itemprop="offers" itemscope itemtype="https://schema.org/Offer">
        <meta itemprop="priceCurrency" content="EUR">
        <div class="current-price">
        <span itemprop="price" content="11.9">11,90 €</span>
        </div>
        </div>
        </div>
        </section>
        </body>
        </html>
        """,
        ("Mug Renard", "11.90", "EUR"),
        id="prestashop",
    ),
    pytest.param(
        """
        <html lang=en>
        <head>
        <title>Wool Rug</title>
        </head>
        <body>
        <h1>Wool Rug</h1>
        <div class="price">
        <span>$</span>
        <span>1,249</span>
        <sup>.00</sup>
        </div>
        <p>Hand-knotted wool in natural colours, from a small workshop.</p>
        </body>
        </html>
        """,
        ("Wool Rug", "1249.00", "USD"),
        id="split price",
    ),
    pytest.param(
        """
        <html lang=en>
        <head>
        <title>Oak Stool &ndash; Grain</title>
        <meta property="og:title" content="Oak Stool">
        </head>
        <body>
        <h1>Oak Stool</h1>
        <script type="application/json" data-product-json>{"id":1,"title":"Oak Stool","handle":"p1","vendor":"Grain","price":14900,"variants":[{"id":2,"price":14900}]}</script>
        <p>Made of solid oak with a soft oil finish for the kitchen.</p>
        </body>
        </html>
        """,
        ("Oak Stool", "149.00", None),
        id="shopify json no ld",
    ),
    pytest.param(
        """
        <html lang=en>
        <head>
        <title>Felt Slippers | Hygge</title>
        <meta property="og:title" content="Felt Slippers | Hygge">
        <meta property="og:site_name" content="Hygge">
        </head>
        <body>
        <h1 class="logo">
        <a href="/">Hygge</a>
        </h1>
        <h2 class="product-name">Felt Slippers</h2>
        <div id="price">€ 39,-</div>
        <p>Warm slippers of boiled wool with a leather sole.</p>
        </body>
        </html>
        """,
        ("Felt Slippers", "39", "EUR"),
        id="h1 is logo",
    ),
    pytest.param(
        """
        <html lang=de>
        <head>
        <title>x</title>
        <script type="application/ld+json">{"@type":"Product","name":"Topf","offers":{"@type":"Offer","price":"1.049,00 €"}}</script>
        </head>
        <body>
        <h1>Topf</h1>
        </body>
        </html>
        """,
        ("Topf", "1049.00", "EUR"),
        id="ld price string w/ symbol",
    ),
    pytest.param(
        """
        <html lang=de>
        <head>
        <title>x</title>
        <script type="application/ld+json">{"@type":"Product","name":"Topf","offers":{"@type":"Offer","price":"1299.9","priceCurrency":"EUR"}}</script>
        </head>
        <body>
        <h1>Topf</h1>
        </body>
        </html>
        """,
        ("Topf", "1299.90", "EUR"),
        id="ld thousands dot no currency dec",
    ),
    pytest.param(
        """
        <html lang=en>
        <head>
        <title>x</title>
        <script type="application/ld+json">{"@type":"ItemPage","mainEntity":{"@type":"Product","name":"Axe","offers":{"price":55,"priceCurrency":"usd"}}}</script>
        </head>
        <body>
        </body>
        </html>
        """,
        ("Axe", "55", "USD"),
        id="product in mainEntity",
    ),
    pytest.param(
        """
        <html lang=en>
        <head>
        <title>Quilt</title>
        </head>
        <body>
        <div class="banner">Free delivery over £50</div>
        <h1>Quilt</h1>
        <p>Delivery from £3.99</p>
        <div>£120.00</div>
        <p>A cotton quilt for a double bed, washed soft and filled with wool.</p>
        </body>
        </html>
        """,
        ("Quilt", "120.00", "GBP"),
        id="shipping first",
    ),
    pytest.param(
        """
        <html lang=en>
        <head>
        <title>Phone</title>
        </head>
        <body>
        <h1>Phone</h1>
        <div class="price-monthly">$25/mo</div>
        <div class="product-price">$599.00</div>
        </body>
        </html>
        """,
        ("Phone", "599.00", "USD"),
        id="per month",
    ),
    pytest.param(
        """
        <html lang=en>
        <head>
        <title>Lamp</title>
        </head>
        <body>
        <div id=__nuxt>
        </div>
        <script>window.__NUXT__={"state":{"p":{"sku":"1","name":"Lamp","pricing":{"current":{"value":89,"currency":"EUR"}},"description":"x"}}}</script>
        </body>
        </html>
        """,
        ("Lamp", "89", "EUR"),
        id="nuxt-like / apollo",
    ),
    pytest.param(
        """
        <html lang=en>
        <head>
        <title>Lamp</title>
        <meta property="og:title" content="Lamp">
        <meta property="og:price:amount" content="89,00">
        <meta property="og:price:currency" content="EUR">
        </head>
        <body>
        <div id=x>
        </div>
        <script src=a.js>
        </script>
        </body>
        </html>
        """,
        ("Lamp", "89.00", "EUR"),
        id="rsc/other JS no JSON",
    ),
    pytest.param(
        """
        <html lang=en>
        <head>
        <title>Soap</title>
        </head>
        <body>
        <h1>Soap</h1>
        <span class="price">$8.00 – $24.00</span>
        <p>Soap with olive oil, cut by hand and cured for six weeks.</p>
        </body>
        </html>
        """,
        ("Soap", "8.00", "USD"),
        id="range",
    ),
    pytest.param(
        """
        <html lang=en>
        <head>
        <title>Vase</title>
        </head>
        <body>
        <h1>Vase</h1>
        <p>Sold out. A tall vase of smoked glass, blown by hand in small series, each one slightly different from the others. It holds a whole armful of branches.</p>
        </body>
        </html>
        """,
        ("Vase", None, None),
        id="sold out, no price",
    ),
]


@pytest.mark.parametrize(("page", "expected"), PAGES)
def test_name_price_and_currency_are_read(page: str, expected: tuple[str, str | None, str | None]) -> None:
    name, price, currency = expected

    facts = extract_page(dedent(page).encode(), "text/html", None, "https://shop.example/products/p1")

    assert facts.name == name
    assert facts.currency == currency
    assert facts.price == price if price is None else Decimal(facts.price or "0") == Decimal(price)
