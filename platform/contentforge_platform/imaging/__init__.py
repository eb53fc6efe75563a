"""Strangers' images turned into WebP, in child processes with limits of memory and time."""

from contentforge_platform.imaging.codec import optimise
from contentforge_platform.imaging.errors import ImageRefused, Refusal, UnsupportedImage
from contentforge_platform.imaging.inspect import Inspected, inspect
from contentforge_platform.imaging.pool import ImagePool
from contentforge_platform.imaging.settings import ImagingSettings
from contentforge_platform.imaging.sniff import RASTER, Kind, sniff
from contentforge_platform.imaging.spec import ImageSpec, Limits, ProcessedImage, Variant, VariantSpec

__all__ = [
    "RASTER",
    "ImagePool",
    "ImageRefused",
    "ImageSpec",
    "ImagingSettings",
    "Inspected",
    "Kind",
    "Limits",
    "ProcessedImage",
    "Refusal",
    "UnsupportedImage",
    "Variant",
    "VariantSpec",
    "inspect",
    "optimise",
    "sniff",
]
