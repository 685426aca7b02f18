"""What the numbers of documents may say of the organisation."""

from manyhold.kernel.modules import NumberToken

PROJECT_CODE = NumberToken("project.code", "项目编码", "Project code", "P01", 20)
COMPANY_CODE = NumberToken("entity.code", "公司简码", "Company code", "ZY", 8)
